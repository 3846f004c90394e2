//! `lockbox exceptions resolve`: one decision of a person from the command line, by the same rules as in the workbench.

use std::process::ExitCode;

use anyhow::{Context, Result, bail, ensure};
use clap::Args;
use jiff::civil::Date;

use super::{Common, tell, user};
use crate::model::{
    AccountNumber, Action, BillId, CaseState, DocumentNumber, ExceptionId, Money, ReturnReason, Reviewer, Share,
};
use crate::pipeline::{self, CaseView, Desk, Order, Outcomes};

/// So often a decision that a batch has overtaken is tried again.
const MOST_TRIES: usize = 5;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  lockbox exceptions resolve 0412-E000003 --as ann --to 1234567890 < password.txt
  lockbox exceptions resolve 0412-E000003 --as ann --to 1234567890/B77=100.00 --to 1234567890=14.50 < password.txt
  lockbox exceptions resolve 0412-E000003 --as ann --amount 7=114.50 < password.txt
  lockbox exceptions resolve 0412-E000003 --as ann --return unsigned --note \"no signature\" < password.txt
  lockbox exceptions resolve 0412-E000003 --as ben --confirm < password.txt

The password of --as is the first line of standard input. An account alone gets all of the money, oldest bills first; what
more than one payment brings is named by its document: 7:1234567890/B77=100.00. Without a bill a share is credit.")]
pub(super) struct ResolveArgs {
    /// Its id
    #[arg(value_name = "EXCEPTION")]
    id: String,
    /// Who decides: a user of the workbench
    #[arg(long = "as", value_name = "NAME")]
    by: String,
    /// Why
    #[arg(long, value_name = "TEXT", default_value = "")]
    note: String,
    #[command(flatten)]
    decision: DecisionArgs,
}

/// One of them is given.
#[derive(Debug, Args)]
#[group(required = true, multiple = false)]
struct DecisionArgs {
    /// Posts it: to an account's bills, or a share of it to one bill
    #[arg(long, value_name = "[DOCUMENT:]ACCOUNT[/BILL][=AMOUNT]")]
    to: Vec<String>,
    /// Deposits it without applying it
    #[arg(long)]
    suspend: bool,
    /// Sends it back, for this reason
    #[arg(long = "return", value_name = "REASON")]
    back: Option<String>,
    /// Says that it holds no money
    #[arg(long)]
    dismiss: bool,
    /// Leaves it until a day
    #[arg(long, value_name = "DATE")]
    hold: Option<Date>,
    /// Takes back what was done last
    #[arg(long)]
    undo: bool,
    /// Confirms what another person has proposed
    #[arg(long)]
    confirm: bool,
    /// Keys the amount of a payment from its paper; `illegible` where it cannot be made out
    #[arg(long, value_name = "DOCUMENT=AMOUNT")]
    amount: Option<String>,
}

pub(super) fn run(args: &ResolveArgs, common: &Common) -> Result<ExitCode> {
    let config = common.config()?;
    let id = ExceptionId::new(&args.id).with_context(|| format!("`{}` is no exception", args.id))?;
    let by = user::signed_in(&args.by, common)?;
    let mut outcome = Outcomes::Overtaken;
    for _ in 0..MOST_TRIES {
        outcome = resolve(args, common, &config, &id, &by)?;
        if outcome != Outcomes::Overtaken {
            break;
        }
    }
    match outcome {
        Outcomes::Done(CaseState::Proposed) => tell(&format!("{id} waits for a second person")),
        Outcomes::Done(state) => tell(&format!("{id} is {state}")),
        Outcomes::Refused(why) => bail!("{why}"),
        Outcomes::Claimed(claim) => bail!("{} works on it now", claim.by),
        Outcomes::Stale(_) | Outcomes::Overtaken => bail!("it has changed just now; look again and decide"),
    }
    Ok(ExitCode::SUCCESS)
}

fn resolve(
    args: &ResolveArgs,
    common: &Common,
    config: &crate::config::Config,
    id: &ExceptionId,
    by: &Reviewer,
) -> Result<Outcomes> {
    let mut wrong = None;
    let outcome = pipeline::at_desk(&common.data, config, |store, desk| {
        if let Some(text) = &args.decision.amount {
            let Some((document, amount)) = keyed(text) else {
                wrong = Some(format!("`{text}` is no amount of a document; write 7=114.50 or 7=illegible"));
                return Ok(Outcomes::Overtaken);
            };
            return pipeline::key_amount(store, desk, id, by, document, amount);
        }
        let view = pipeline::open_case(store, desk, id)?;
        let version = view.kept.version;
        if args.decision.confirm {
            return pipeline::confirm_case(store, desk, &view, version, by);
        }
        match action(&args.decision, &view, desk) {
            Ok(action) => {
                pipeline::decide_case(store, desk, &view, &Order { version, by, action: &action, note: &args.note })
            }
            Err(why) => {
                wrong = Some(why.to_string());
                Ok(Outcomes::Overtaken)
            }
        }
    })?;
    match wrong {
        Some(why) => bail!("{why}"),
        None => Ok(outcome),
    }
}

fn keyed(text: &str) -> Option<(DocumentNumber, Option<Money>)> {
    let (document, amount) = text.split_once('=')?;
    let document = DocumentNumber(document.trim().parse().ok()?);
    match amount.trim() {
        "illegible" => Some((document, None)),
        amount => amount.parse().ok().map(|amount| (document, Some(amount))),
    }
}

fn action(args: &DecisionArgs, view: &CaseView, desk: Desk<'_>) -> Result<Action> {
    if let Some(until) = args.hold {
        return Ok(Action::Hold(until));
    }
    if let Some(reason) = &args.back {
        let known = || ReturnReason::ALL.iter().map(|reason| reason.word()).collect::<Vec<_>>().join(", ");
        let reason = ReturnReason::from_word(reason);
        return reason.map(Action::Return).with_context(|| format!("say why it goes back: {}", known()));
    }
    for (wanted, action) in
        [(args.suspend, Action::Suspend), (args.dismiss, Action::Dismiss), (args.undo, Action::Undo)]
    {
        if wanted {
            return Ok(action);
        }
    }
    let payments: Vec<(DocumentNumber, Money)> =
        view.payments.iter().filter_map(|payment| Some((payment.document, payment.amount?))).collect();
    ensure!(payments.len() == view.payments.len(), "an amount of it is not known yet; key it with --amount");
    if let [one] = args.to.as_slice()
        && let Some(account) = AccountNumber::new(one)
    {
        return Ok(Action::Post(pipeline::spread(&payments, &account, &desk.index.open_bills(&account))));
    }
    args.to.iter().map(|text| share(text, &payments)).collect::<Result<_>>().map(Action::Post)
}

/// A share as it is written: `[DOCUMENT:]ACCOUNT[/BILL]=AMOUNT`.
fn share(text: &str, payments: &[(DocumentNumber, Money)]) -> Result<Share> {
    let wrong = || format!("`{text}` is no share; write [DOCUMENT:]ACCOUNT[/BILL]=AMOUNT");
    let (target, amount) = text.split_once('=').with_context(wrong)?;
    let (document, target) = match target.split_once(':') {
        Some((document, target)) => (Some(DocumentNumber(document.parse().ok().with_context(wrong)?)), target),
        None => (None, target),
    };
    let payment = match (document, payments) {
        (Some(document), _) => document,
        (None, [(only, _)]) => *only,
        (None, _) => bail!("it has several payments; name the document of each share: 7:{text}"),
    };
    let (account, bill) = match target.split_once('/') {
        Some((account, bill)) => (account, Some(BillId::new(bill).with_context(wrong)?)),
        None => (target, None),
    };
    let account = AccountNumber::new(account).with_context(wrong)?;
    Ok(Share { payment, account, bill, amount: amount.parse().ok().with_context(wrong)? })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::testing::money;

    #[test]
    fn shares_are_taken_as_they_are_written() {
        let one = [(DocumentNumber(2), money("10.00"))];
        let two = [(DocumentNumber(2), money("10.00")), (DocumentNumber(4), money("5.00"))];
        let plain = share("1234567890/B77=10.00", &one).unwrap();
        assert_eq!((plain.payment, plain.amount), (DocumentNumber(2), money("10.00")));
        assert_eq!(plain.bill.unwrap().as_str(), "B77");
        let named = share("4:1234567890=5.00", &two).unwrap();
        assert_eq!((named.payment, named.bill), (DocumentNumber(4), None));
        assert!(share("1234567890=5.00", &two).is_err());
        for bad in ["", "1234567890", "=5.00", "x:1234567890=5.00", "1234567890/=5.00", "1234567890=five"] {
            assert!(share(bad, &one).is_err(), "{bad}");
        }
    }

    #[test]
    fn amounts_are_keyed_by_document() {
        assert_eq!(keyed("7=114.50"), Some((DocumentNumber(7), Some(money("114.50")))));
        assert_eq!(keyed("7=illegible"), Some((DocumentNumber(7), None)));
        for bad in ["", "7", "7=", "=1.00", "x=1.00", "7=abc"] {
            assert_eq!(keyed(bad), None, "{bad}");
        }
    }
}
