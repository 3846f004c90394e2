use super::*;

const TRUTH: &str = "\
transaction,document,file,page,kind,payment_type,routing_number,payer_account,check_number,amount,account_number,bill_id,outcome,postings,reasons,written_by,scanline,barcode,date,payee,memo
1,1,a.tif,1,coupon,,,,,5.00,71,B1,post,71:B1:5.00,,,,,,,
1,2,a.tif,2,check,check,011000138,12-3,0100,5.00,,,post,71:B1:5.00,,,,,,,
2,3,b.tif,1,coupon,,,,,6.00,72,B2,exception,,stale_dated,,,,,,
2,4,b.tif,2,check,check,011000138,456,200,6.00,,,exception,,stale_dated,,,,,,
";
const DOCUMENTS: &str = "\
document,transaction,file,page,kind,routing_number,payer_account,check_number,amount,account_number,bill_id,quality
1,x,a.tif,1,coupon,,,,,71,B1,
2,x,a.tif,2,check,011000138,123,100,5.00,,,
3,y,b.tif,1,coupon,,,,,,,
4,y,b.tif,2,check,011000139,456,,6.00,72,,
";
const POSTINGS: &str = "posting_id,transaction,account_number,bill_id,amount\np1,x,71,B1,2.00\np2,x,71,B1,3.00\n";
const EXCEPTIONS: &str = "exception_id,transaction,reasons\ne1,y,stale_dated|micr_unreadable\n";

fn run(truth: &str, documents: &str, postings: &str, exceptions: &str) -> Score {
    let files = Files {
        truth: truth.as_bytes(),
        documents: documents.as_bytes(),
        postings: postings.as_bytes(),
        exceptions: exceptions.as_bytes(),
    };
    score(files).unwrap()
}

#[test]
fn a_good_run() {
    let score = run(TRUTH, DOCUMENTS, POSTINGS, EXCEPTIONS);
    assert!(!score.failed(), "{}", score.report());
    assert_eq!((score.transactions, score.should_post, score.posted_right), (2, 1, 1));
    assert_eq!((score.held_right, score.reasons_found, score.reasons_exact), (1, 1, 0));
    let field = |name| score.fields.iter().find(|field| field.name == name).unwrap();
    assert_eq!((field("routing_number").right, field("routing_number").wrong), (1, 1));
    assert_eq!((field("payer_account").right, field("check_number").right, field("check_number").unread), (2, 1, 1));
    assert_eq!((field("amount").present, field("amount").right), (2, 2));
    assert_eq!((field("account_number").unread, field("account_number").made_up), (1, 1));
    assert!(score.report().contains("100.00% of the 1 that should post"));
    assert!(score.report().contains("011000138 read as 011000139"));
}

#[test]
fn what_must_never_happen_is_found() {
    let post = |rows: &str| format!("posting_id,transaction,account_number,bill_id,amount\n{rows}");
    let right = "p1,x,71,B1,5.00\n";
    for (postings, exceptions, misposts, lost) in [
        (post(right), EXCEPTIONS.to_owned(), 0, 0),
        (post("p1,x,71,B2,5.00\n"), EXCEPTIONS.to_owned(), 1, 0),
        (post("p1,x,72,B1,5.00\n"), EXCEPTIONS.to_owned(), 1, 0),
        (post("p1,x,71,B1,5.01\n"), EXCEPTIONS.to_owned(), 1, 0),
        (post("p1,x,71,B1,4.99\n"), EXCEPTIONS.to_owned(), 0, 1),
        (post(""), EXCEPTIONS.to_owned(), 0, 1),
        (post("p1,x,71,B1,5.00\np2,y,72,B2,6.00\n"), "exception_id,transaction,reasons\n".to_owned(), 1, 0),
        (post("p1,x,71,B1,5.00\np2,z,72,B2,6.00\n"), EXCEPTIONS.to_owned(), 1, 0),
        (post(right), "exception_id,transaction,reasons\n".to_owned(), 0, 1),
    ] {
        let score = run(TRUTH, DOCUMENTS, &postings, &exceptions);
        assert_eq!((score.misposts.len(), score.lost.len()), (misposts, lost), "{postings}{}", score.report());
        assert_eq!(score.failed(), misposts + lost > 0);
    }
    let fewer = DOCUMENTS.replace("1,x,a.tif,1,coupon,,,,,71,B1,\n", "");
    assert_eq!(run(TRUTH, &fewer, POSTINGS, EXCEPTIONS).lost.len(), 1);
}

#[test]
fn a_run_that_groups_otherwise_is_judged_by_its_money() {
    let merged = DOCUMENTS.replace(",y,", ",x,");
    let held = run(
        TRUTH,
        &merged,
        "posting_id,transaction,account_number,bill_id,amount\n",
        "exception_id,transaction,reasons\ne,x,overpayment\n",
    );
    assert!(!held.failed());
    assert_eq!((held.held_wrongly, held.held_right, held.wrong_holds["overpayment"]), (1, 1, 1));
    let posted = run(
        TRUTH,
        &merged,
        "posting_id,transaction,account_number,bill_id,amount\np,x,71,B1,11.00\n",
        "exception_id,transaction,reasons\n",
    );
    assert_eq!(posted.misposts.len(), 1);
    let split = DOCUMENTS.replace("2,x,", "2,w,");
    let other = run(
        TRUTH,
        &split,
        "posting_id,transaction,account_number,bill_id,amount\np,w,71,B1,5.00\n",
        "exception_id,transaction,reasons\ne,x,no_payment\ne,y,stale_dated\n",
    );
    assert_eq!((other.posted_right, other.failed(), other.reasons_exact), (1, false, 1), "{}", other.report());
}

#[test]
fn files_that_cannot_be_compared_are_named() {
    let files = Files {
        truth: "a,b\n1,2\n".as_bytes(),
        documents: DOCUMENTS.as_bytes(),
        postings: POSTINGS.as_bytes(),
        exceptions: EXCEPTIONS.as_bytes(),
    };
    assert_eq!(score(files).unwrap_err().to_string(), "truth.csv has no column file");
}
