"""What lines of a check say: amounts in figures and in words, dates, names, notes, captions. All made up here."""

import functools
import os

ONES = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
MISSPELT = {"forty": "fourty", "ninety": "ninty", "eight": "eigth", "nineteen": "ninteen", "thousand": "thousend", "hundred": "hundered", "twelve": "twelv", "fifteen": "fiveteen", "eighty": "eightty", "fourteen": "forteen"}
MONTHS = "January February March April May June July August September October November December".split()
FIRST = """James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth William Barbara Richard Susan Joseph Jessica Thomas
Karen Christopher Sarah Charles Lisa Daniel Nancy Matthew Sandra Anthony Betty Mark Ashley Donald Emily Steven Kimberly Andrew
Margaret Paul Donna Joshua Michelle Kenneth Carol Kevin Amanda Brian Melissa Timothy Deborah Ronald Stephanie George Rebecca Jason
Laura Edward Helen Jeffrey Cynthia Ryan Kathleen Jacob Amy Gary Angela Nicholas Shirley Eric Brenda Jonathan Emma Stephen Anna Larry
Pamela Justin Nicole Scott Samantha Brandon Katherine Benjamin Christine Samuel Debra Gregory Rachel Alexander Carolyn Patrick Janet
Frank Maria Raymond Olivia Jack Heather Dennis Diane Jerry Julie Tyler Joyce Aaron Victoria Jose Ruth Adam Virginia Nathan Lauren
Henry Kelly Zachary Christina Peter Joan Kyle Evelyn Noah Judith Ethan Andrea Jeremy Hannah Walter Jacqueline Christian Megan Keith
Cheryl Austin Gloria Roger Teresa Terry Ann Sean Sara Gerald Madison Carl Frances Harold Kathryn Dylan Janice Arthur Jean Lawrence
Luis Xavier Quentin Zoe Ivan Olga Wei Mei Ahmed Fatima Priya Raj Yusuf Ingrid Bjorn Juan Carlos Rosa Hugo Pedro""".split()
LAST = """Smith Johnson Williams Brown Jones Garcia Miller Davis Rodriguez Martinez Hernandez Lopez Gonzalez Wilson Anderson Thomas Taylor
Moore Jackson Martin Lee Perez Thompson White Harris Sanchez Clark Ramirez Lewis Robinson Walker Young Allen King Wright Scott Torres
Nguyen Hill Flores Green Adams Nelson Baker Hall Rivera Campbell Mitchell Carter Roberts Gomez Phillips Evans Turner Diaz Parker Cruz
Edwards Collins Reyes Stewart Morris Morales Murphy Cook Rogers Gutierrez Ortiz Morgan Cooper Peterson Bailey Reed Kelly Howard Ramos
Kim Cox Ward Richardson Watson Brooks Chavez Wood James Bennett Gray Mendoza Ruiz Hughes Price Alvarez Castillo Sanders Patel Myers
Long Ross Foster Jimenez Powell Jenkins Perry Russell Sullivan Bell Coleman Butler Henderson Barnes Fisher Vasquez Simmons Graham
O'Brien McDonald Fitzgerald Van Horn DeLuca Schmidt Weber Kowalski Novak Petrov Singh Khan Yamamoto Zhang Huang Quinn Vaughn Zimmerman""".split()
PLACES = """Bay State|Cedar|Green Valley|Lakeside|River Bend|Pine Hill|North Shore|Harbor|Summit|Union|Liberty|Pioneer|Oak Grove|Maple|
Granite|Golden Gate|Blue Ridge|Twin Cities|Great Plains|Delta|Coastal|Metro|Capital|Commonwealth|First National|Eastern|Western|
Midland|Prairie|Sunrise|Evergreen|Silver Creek|Stone Bridge|High Point|Fairview|Kings County|Orange County|Washington|Jefferson|
Lincoln|Franklin|Madison|Hudson|Mohawk|Santa Fe|San Juan|St. Mary's|St. Luke's|Quality|Express|Allied|United|American|National|
Pacific|Atlantic|Mountain|Desert|Central|Superior|Premier|Apex|Zenith|Vista|Jubilee""".replace("\n", "").split("|")
TRADES = """Health Exchange|Medical Center|Hospital|Clinic|Dental Group|Insurance|Insurance Co.|Mutual Life|Electric|Gas & Electric|Water
Dept|Power & Light|Telephone Co|Cable TV|Bank|Credit Union|Savings Bank|Trust Company|Properties|Apartments|Realty|Management|School
District|University|College|Library|Church|Foundation|Hardware|Lumber|Auto Parts|Auto Sales|Motors|Plumbing|Heating & Air|Roofing|
Construction|Builders|Landscaping|Pharmacy|Market|Foods|Bakery|Books|Pet Care|Animal Hospital|Fitness|Golf Club|Yacht Club|Services|
Supply|Systems|Technologies|Partners|Associates|Law Offices|Tax Service|County Treasurer|City Clerk|Dept of Revenue|Homeowners
Assn|Publishing|Press|Freight|Transport|Airlines|Travel|Storage|Cleaners|Florist|Fire District|Ambulance""".replace("\n", " ").split("|")
ENDS = ["", "", "", " LLC", " Inc", " Inc.", ", Inc.", " Co", " Corp.", " L.P.", " & Sons", " PC", " Ltd"]
STREETS = "Street|St|St.|Avenue|Ave|Ave.|Road|Rd|Rd.|Drive|Dr|Lane|Ln|Blvd|Blvd.|Court|Ct|Way|Place|Pkwy|Highway|Terrace".split("|")
STATES = "AL AK AZ AR CA CO CT DE FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY".split()
TOWNS = """Springfield|Boston|Worcester|Albany|Newark|Trenton|Dover|Richmond|Raleigh|Columbia|Atlanta|Orlando|Tampa|Mobile|Jackson|
Memphis|Nashville|Louisville|Columbus|Cleveland|Detroit|Lansing|Chicago|Peoria|Madison|Milwaukee|St. Paul|Duluth|Des Moines|Omaha|
Lincoln|Topeka|Wichita|Tulsa|Dallas|Houston|Austin|El Paso|Denver|Boulder|Salt Lake City|Boise|Phoenix|Tucson|Las Vegas|Reno|
Sacramento|Fresno|Oakland|San Jose|San Diego|Portland|Salem|Seattle|Spokane|Anchorage|Honolulu|New York|Brooklyn|Buffalo|Kansas City""".replace("\n", "").split("|")
CAPTIONS = """PAY TO THE ORDER OF|PAY TO THE ORDER OF|Pay to the Order of|Pay to the order of|PAY TO THE|ORDER OF|PAY|PAY EXACTLY|TO THE ORDER
OF|DATE|DATE|Date|DOLLARS|DOLLARS|Dollars|MEMO|MEMO|Memo|FOR|For|VOID AFTER 90 DAYS|VOID AFTER 180 DAYS|Void after 60 days|VOID IF NOT CASHED
IN 90 DAYS|AMOUNT|Amount|CHECK NO.|CHECK NUMBER|CHECK AMOUNT|NET AMOUNT|No.|AUTHORIZED SIGNATURE|Authorized Signature|SIGNATURE|ENDORSE
HERE|DO NOT WRITE, STAMP OR SIGN BELOW THIS LINE|DO NOT WRITE BELOW THIS LINE|FOR DEPOSIT ONLY|For Deposit Only|For mobile deposit
only|CASHIER'S CHECK|Cashier's Check|OFFICIAL CHECK|MONEY ORDER|Money Order|INTERNATIONAL MONEY ORDER|POSTAL MONEY ORDER|NOT
NEGOTIABLE|NON-NEGOTIABLE|TWO SIGNATURES REQUIRED|SECURITY FEATURES INCLUDED. DETAILS ON BACK.|Security features. Details on
back.|ORIGINAL DOCUMENT HAS A WATERMARK|THIS DOCUMENT HAS A COLORED BACKGROUND|PURCHASER|Purchaser|REMITTER|Remitter|DRAWER|DRAWEE|PAYABLE
AT|PAYABLE THROUGH|PAYEE|ADDRESS|Address|FROM|ACCOUNT NUMBER|ACCOUNT NO.|Account|INVOICE|INVOICE NO.|INVOICE DATE|DESCRIPTION|DISCOUNT|BALANCE|TOTAL|
AMOUNT DUE|AMOUNT PAID|DUE DATE|STATEMENT|REMITTANCE ADVICE|Please detach before depositing|PLEASE DETACH AND RETAIN|MEMBER FDIC|Member
FDIC|MEMBER|N.A.|TREASURER|Treasurer|BY|US|USD|U.S. DOLLARS|EXACTLY|EXACT AMOUNT|THE SUM OF|PAY THIS AMOUNT|PAY ONLY|SERIAL NUMBER|POST
OFFICE|CLERK|LOCATION|FEE|Drawer: Please sign|Details on back|Harland Clarke|Deluxe|Customer Copy|RECEIPT|KEEP THIS RECEIPT|Void|VOID|COPY|
UNIFORM MONEY ORDER|PAYMENT FOR/ACCT. #|SIGNER|Ref|RE:|ID|Member ID|Policy|Claim|Loan|Group|Subscriber|X""".replace("\n", " ").split("|")
NOTES = """rent|Rent|bill|account|acct|Acct #|Acct.|acct no|member|Member ID|ID|invoice|Inv|Inv #|policy|Policy #|premium|Health premium|
insurance|dues|donation|tuition|loan|Loan #|car payment|mortgage|taxes|property tax|water bill|electric|gift|birthday|lunch|books|supplies|
plan|medical|dental|Case|case no|Order|order #|ref|Ref.|claim|group|Subscriber|SSN|customer|Cust #|unit|Apt|lot|parcel|permit|ticket|
balance|final|partial payment|deposit|refund|reimbursement|services|repair|cleaning|fees|late fee|1st qtr|2nd half""".replace("\n", "").split("|")
DICTIONARY = "/usr/share/dict/words"


@functools.cache
def dictionary():
    """Plain words: Debian's wamerican (public domain) if it is installed."""
    if not os.path.exists(DICTIONARY):
        return tuple(word for phrase in TRADES + NOTES for word in phrase.split())
    words = open(DICTIONARY).read().split()
    return tuple(w for w in words if w.isascii() and 2 <= len(w) <= 12)


def pick(rng, some):
    return some[int(rng.integers(len(some)))]


def below(rng, *chances):
    """Which of the chances came up; their number if none."""
    at = rng.random()
    for n, chance in enumerate(chances):
        at -= chance
        if at < 0:
            return n
    return len(chances)


def cents(rng):
    """An amount in cents."""
    low, high = [(1, 1000), (1000, 100000), (100000, 1000000), (1000000, 10000000), (10000000, 999999999)][below(rng, 0.06, 0.5, 0.3, 0.1)]
    amount = int(low * (high / low) ** rng.random())
    kind = below(rng, 0.25, 0.06, 0.05)
    return [max(100, amount // 100 * 100), max(100, amount // 1000 * 1000), max(10000, amount // 10000 * 10000), amount][kind]


def words(n):
    """A number below a billion in words, a list."""
    if n < 20:
        return [ONES[n]]
    if n < 100:
        return [TENS[n // 10] + ("-" + ONES[n % 10] if n % 10 else "")]
    for size, name in ((1000000, "million"), (1000, "thousand"), (100, "hundred")):
        if n >= size:
            return words(n // size) + [name] + (words(n % size) if n % size else [])


def cased(text, rng):
    kind = below(rng, 0.3, 0.3, 0.22)
    if kind == 0:
        return text[:1].upper() + text[1:]
    if kind == 1:
        return " ".join(w[:1].upper() + w[1:] if w not in ("and", "or") or rng.random() < 0.3 else w for w in text.split(" "))
    return text.upper() if kind == 2 else text


def legal(rng):
    """An amount in words."""
    amount = cents(rng)
    dollars, rest = divmod(amount, 100)
    parts = words(dollars)
    if rng.random() < 0.08 and 1100 <= dollars < 10000 and dollars % 1000 >= 100:
        parts = words(dollars // 100) + ["hundred"] + (words(dollars % 100) if dollars % 100 else [])
    if rng.random() < 0.12:
        parts = [w for part in parts for w in ([part, "and"] if part == "hundred" and part is not parts[-1] else [part])]
    if rng.random() < 0.06:
        parts = [MISSPELT.get(part, part) for part in parts]
    text = " ".join(parts)
    if rng.random() < 0.45:
        text = text.replace("-", " ")
    kind = below(rng, 0.3, 0.1, 0.05, 0.12, 0.05, 0.08, 0.05, 0.07, 0.08)
    two = f"{rest:02}"
    last = pick(rng, ["100", "100", "100", "100", "xx", "XX"]) if rest else "100"
    bare = pick(rng, ["no", "xx", "00", "No", "NO", "XX"]) if rest == 0 else two
    joined = pick(rng, ["and", "and", "and", "&", "+", "AND", ""])
    fraction = f"{bare}/{last}"
    text = [
        f"{text} {joined} {fraction}", f"{text} {fraction}", f"{text} {joined} {fraction} dollars",
        f"{text} dollars", f"{text} only", f"{text} dollars and {' '.join(words(rest))} cents" if rest else f"{text} dollars and no cents",
        f"{text} dollars and {two} cents", f"{text}", f"{text} dollars & {fraction}", f"{text} dollars only",
    ][kind].replace("  ", " ")
    text = cased(text, rng)
    return filled(text, rng)


def filled(text, rng):
    """With what fills the rest of the line: stars as such, a stroke as one dash."""
    kind = below(rng, 0.13, 0.1, 0.03)
    stars = "*" * int(rng.integers(1, 12))
    if kind == 0:
        return text + pick(rng, ["", " "]) + FILLER
    if kind == 1:
        return (stars[:3] if rng.random() < 0.4 else "") + text + stars
    if kind == 2:
        return FILLER + pick(rng, ["", " "]) + text + FILLER
    return text


# Stands for a drawn stroke of some length; its label is one dash.
FILLER = "\x01"


def date(rng):
    year, month, day = int(rng.integers(1995, 2035)), int(rng.integers(1, 13)), int(rng.integers(1, 32))
    name, short = MONTHS[month - 1], MONTHS[month - 1][:3]
    if rng.random() < 0.3:
        name, short = name.upper(), short.upper()
    y2 = f"{year % 100:02}"
    sep = pick(rng, "//-.")
    th = "th" if 10 < day < 20 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    text = pick(rng, [
        f"{month}{sep}{day}{sep}{y2}", f"{month}{sep}{day}{sep}{year}", f"{month:02}{sep}{day:02}{sep}{year}", f"{month:02}{sep}{day:02}{sep}{y2}",
        f"{name} {day}, {year}", f"{short} {day}, {year}", f"{short}. {day}, {year}", f"{name} {day} {year}", f"{day} {short} {year}", f"{year}-{month:02}-{day:02}",
        f"{day}-{short}-{year}", f"{name} {day}{th}, {year}", f"{short} {day} {year}", f"{short} {day}, '{y2}", f"{name} {day}", f"{day} {name} {year}",
    ])
    return f"Date {text}" if rng.random() < 0.05 else f"DATE {text}" if rng.random() < 0.05 else text


def person(rng):
    first, last = pick(rng, FIRST), pick(rng, LAST)
    middle = f"{chr(65 + int(rng.integers(26)))}" + pick(rng, [".", ""])
    return pick(rng, [f"{first} {last}", f"{first} {middle} {last}", f"{first[0]}. {last}", f"{last}, {first}", f"{first} & {pick(rng, FIRST)} {last}", f"{first} {last} Jr.", f"Dr. {first} {last}", f"{first} and {pick(rng, FIRST)} {last}"])


def firm(rng):
    return pick(rng, PLACES) + " " + " ".join(pick(rng, TRADES).split()) + pick(rng, ENDS)


def name(rng):
    kind = below(rng, 0.45, 0.4)
    text = person(rng) if kind == 0 else firm(rng) if kind == 1 else " ".join(w[:1].upper() + w[1:] for w in some_words(rng, 1, 4).split()) + pick(rng, ENDS)
    kind = below(rng, 0.3, 0.08)
    text = text.upper() if kind == 0 else text.lower() if kind == 1 else text
    return filled(text, rng) if rng.random() < 0.15 else text


def digits(rng, low, high):
    return "".join(pick(rng, "0123456789") for _ in range(int(rng.integers(low, high + 1))))


def code(rng):
    kind = below(rng, 0.4, 0.15, 0.15, 0.15)
    letter = lambda: chr(65 + int(rng.integers(26)))
    return [
        digits(rng, 2, 12), f"{digits(rng, 3, 4)}-{digits(rng, 2, 5)}", f"{letter()}{digits(rng, 3, 9)}", f"{letter()}{letter()}{pick(rng, ['', '-', ' '])}{digits(rng, 3, 8)}",
        f"{digits(rng, 2, 4)}-{digits(rng, 2, 4)}-{digits(rng, 3, 5)}",
    ][kind]


def memo(rng):
    note = pick(rng, NOTES)
    if rng.random() < 0.3:
        note = note.upper()
    text = pick(rng, [note, f"{note} {code(rng)}", f"{note} {code(rng)}", f"{note}: {code(rng)}", f"{note}#{code(rng)}", code(rng), f"#{code(rng)}", f"{note} {pick(rng, MONTHS)}", f"{pick(rng, MONTHS)[:3]} {note}", f"{note} {date(rng)}", f"{note} - {pick(rng, LAST)}"])
    return pick(rng, ["For ", "FOR ", "Memo ", "MEMO: ", "Memo: "]) + text if rng.random() < 0.08 else text


def some_words(rng, low, high):
    return " ".join(pick(rng, dictionary()) for _ in range(int(rng.integers(low, high + 1))))


def phone(rng):
    a, b, c = digits(rng, 3, 3), digits(rng, 3, 3), digits(rng, 4, 4)
    return pick(rng, [f"({a}) {b}-{c}", f"{a}-{b}-{c}", f"{a}.{b}.{c}", f"1-800-{b}-{c}", f"({a}){b}-{c}"])


def caption(rng):
    kind = below(rng, 0.42, 0.16, 0.12, 0.07, 0.08, 0.07)
    text = [
        lambda: " ".join(pick(rng, CAPTIONS).split()),
        lambda: some_words(rng, 1, 6),
        lambda: f"{digits(rng, 1, 5)} {pick(rng, LAST if rng.random() < 0.5 else TOWNS)} {pick(rng, STREETS)}" + pick(rng, ["", "", f" Apt {digits(rng, 1, 3)}", f", Suite {digits(rng, 2, 4)}", f" #{digits(rng, 1, 3)}", f", {pick(rng, TOWNS)}, {pick(rng, STATES)} {digits(rng, 5, 5)}"]),
        lambda: f"{pick(rng, TOWNS)}, {pick(rng, STATES)} {digits(rng, 5, 5)}" + pick(rng, ["", f"-{digits(rng, 4, 4)}"]),
        lambda: phone(rng),
        lambda: f"P.O. Box {digits(rng, 2, 6)}" if rng.random() < 0.5 else f"{digits(rng, 2, 2)}-{digits(rng, 1, 4)}/{digits(rng, 3, 4)}",
        lambda: odd(rng),
    ][kind]()
    kind = below(rng, 0.3, 0.06)
    return text.upper() if kind == 0 else text.lower() if kind == 1 else text


def odd(rng):
    """Rare marks in some setting."""
    mark = pick(rng, "!\"%()+:;<=>?@[\\]^_`{|}~'")
    a, b = some_words(rng, 1, 2), pick(rng, [some_words(rng, 1, 1), digits(rng, 1, 4)])
    return pick(rng, [f"{a}{mark}", f"{a} {mark} {b}", f"{a}{mark}{b}", f"({a})", f"[{b}]", f'"{a}"', f"{b}%", f"{a}@{b}.com", f"www.{a.split()[0].lower()}.com"])


def plain_figures(rng):
    amount = cents(rng)
    sign = pick(rng, ["", "$", "$", "$ ", "**", "***", "$**", "*"])
    text = pick(rng, [f"{amount / 100:,.2f}", f"{amount / 100:.2f}", f"{amount // 100:,}", digits(rng, 1, 10)])
    return sign + text + (sign if sign.startswith("*") and rng.random() < 0.7 else "")


def line(rng):
    """A line of text."""
    kind = below(rng, 0.35, 0.12, 0.15, 0.10, 0.08)
    return [legal, date, name, memo, plain_figures, caption][kind](rng)
