"""Reads image cash letters, independently of lockbox, and prints what each holds as JSON, one a line.

    python3 cash_letter.py FILE...

Standard library only. Positions are those of X9.100-187 (1-based, both ends included); `cp037` is Python's own EBCDIC.
Whatever does not agree is listed under `errors`; the exit status is 1 if there is any.
"""

import datetime
import json
import struct
import sys


class Letter:
    def __init__(self, data):
        self.data = data
        self.errors = []
        self.prefixed = data[:2] not in (b"01", b"\xf0\xf1")
        start = 4 if self.prefixed else 0
        if data[start : start + 2] == b"\xf0\xf1":
            self.codec = "cp037"
        elif data[start : start + 2] == b"01":
            self.codec = "latin-1"
        else:
            raise SystemExit("no file header record")

    def text(self, data):
        return data.decode(self.codec)

    def error(self, number, what):
        self.errors.append(f"record {number}: {what}")

    def natural_length(self, at):
        """How long a record without a length before it is."""
        field = lambda first, last: self.text(self.data[at + first - 1 : at + last])
        kind = field(1, 2)
        if kind == "52":
            key = int(field(102, 105).strip() or 0)
            sign = int(field(106 + key, 110 + key).strip() or 0)
            image = int(field(111 + key + sign, 117 + key + sign).strip() or 0)
            return 117 + key + sign + image
        if kind in ("27", "34"):
            return 46 + int(field(19, 22).strip() or 0)
        if kind == "68":
            return 45 + int(field(39, 45).strip() or 0)
        return 100 if kind == "62" else 80

    def records(self):
        at = 0
        while at < len(self.data):
            if self.prefixed:
                (length,) = struct.unpack(">I", self.data[at : at + 4])
                at += 4
            else:
                length = self.natural_length(at)
            if length < 80 or at + length > len(self.data):
                raise SystemExit(f"the record at {at} is said to have {length} bytes")
            yield self.data[at : at + length]
            at += length


def check_digit_holds(routing):
    if len(routing) != 9 or not routing.isdigit():
        return False
    return sum(int(digit) * weight for digit, weight in zip(routing, (3, 7, 1) * 3)) % 10 == 0


def is_date(text):
    try:
        datetime.datetime.strptime(text, "%Y%m%d")
        return len(text) == 8
    except ValueError:
        return False


def tiff_errors(image):
    """What X9.100-181 asks of an image."""
    if image[:4] != b"II*\0":
        return ["no little-endian TIFF"]
    errors = []
    (at,) = struct.unpack_from("<I", image, 4)
    try:
        (count,) = struct.unpack_from("<H", image, at)
        entries = [struct.unpack_from("<HHI4s", image, at + 2 + 12 * index) for index in range(count)]
        (following,) = struct.unpack_from("<I", image, at + 2 + 12 * count)
    except struct.error:
        return ["a directory beyond the end"]
    tags = [entry[0] for entry in entries]
    if tags != sorted(set(tags)):
        errors.append("tags do not ascend")
    if following:
        errors.append("more than one page")
    values = {}
    for tag, kind, number, raw in entries:
        if kind == 3 and number == 1:
            values[tag] = struct.unpack_from("<H", raw)[0]
        elif kind == 4 and number == 1:
            values[tag] = struct.unpack("<I", raw)[0]
        elif kind == 5 and number == 1:
            values[tag] = struct.unpack_from("<II", image, struct.unpack("<I", raw)[0])
        else:
            errors.append(f"tag {tag} of kind {kind} with {number} values")
    wanted = {259: 4, 262: 0, 278: values.get(257)}
    for tag, value in wanted.items():
        if values.get(tag) != value:
            errors.append(f"tag {tag} is {values.get(tag)}, not {value}")
    for tag, value in {258: 1, 266: 1, 274: 1, 277: 1, 296: 2}.items():
        if tag in values and values[tag] != value:
            errors.append(f"tag {tag} is {values[tag]}, not {value}")
    if not values.get(256) or not values.get(257):
        errors.append("no area")
    dots = {values[tag][0] / values[tag][1] for tag in (282, 283) if tag in values}
    if dots not in ({200}, {240}):
        errors.append(f"resolution {sorted(dots)}")
    if values.get(273, 1 << 40) + values.get(279, 0) > len(image) or not values.get(279):
        errors.append("the strip is beyond the end")
    return errors


class Reader:
    def __init__(self, letter):
        self.letter = letter
        self.number = 0
        self.counts = {}
        self.items = []
        self.item = None
        self.side = None
        self.bundle = None
        self.cash_letter = None
        self.file = self.zero()
        self.bundles = self.cash_letters = 0
        self.credits = 0
        self.credit_amount = 0
        self.business_date = ""

    @staticmethod
    def zero():
        return {"items": 0, "amount": 0, "valid": 0, "images": 0, "credits": 0, "credit_amount": 0}

    def open_sums(self):
        return [sums for sums in (self.bundle, self.cash_letter, self.file) if sums is not None]

    def error(self, what):
        self.letter.error(self.number, what)

    def expect(self, what, said, found):
        if said != found:
            self.error(f"{what} {said}, found {found}")

    def number_in(self, text, first, last):
        value = text[first - 1 : last]
        if not value.isdigit():
            self.error(f"no number at {first}: {value!r}")
            return 0
        return int(value)

    def date_in(self, text, first, last):
        if not is_date(text[first - 1 : last]):
            self.error(f"no date at {first}: {text[first - 1:last]!r}")

    def read(self):
        previous = None
        for record in self.letter.records():
            self.number += 1
            kind = self.letter.text(record[:2])
            self.counts[kind] = self.counts.get(kind, 0) + 1
            if kind not in ("52", "62") and len(record) != 80:
                self.error(f"record {kind} of {len(record)} bytes")
            if previous == "50" and kind != "52":
                self.error("a 50 without its 52")
            if kind not in ("26", "28", "50", "52"):
                self.close_item()
            handler = getattr(self, f"record_{kind}", None)
            if handler is None:
                self.error(f"unknown record {kind}")
            else:
                handler(record, self.letter.text(record[:117]))
            previous = kind
        if previous != "99":
            self.error("the file does not end with a 99")
        return self.result()

    def close_item(self):
        if self.item is not None and self.item.pop("addenda") != self.item.pop("said_addenda"):
            self.error("the item before has another number of addenda than it says")
        self.item = None

    def record_01(self, record, text):
        self.level = text[2:4]
        self.test = text[4]
        self.expect("level among 03 30 35", self.level in ("03", "30", "35"), True)
        self.expect("test or production", text[4] in "TP", True)
        self.expect("resend", text[35], "N")
        self.date_in(text, 24, 31)
        if self.level == "03":
            self.expect("reserved", text[79], " ")

    def record_10(self, record, text):
        self.cash_letters += 1
        self.cash_letter = self.zero()
        self.bundles = 0
        self.collection = text[2:4]
        self.date_in(text, 23, 30)
        self.date_in(text, 31, 38)
        self.expect("record type and documentation", text[42:44], "IG")
        if not text[44:52].strip():
            self.error("no cash letter id")

    def record_20(self, record, text):
        self.bundles += 1
        self.bundle = self.zero()
        self.expect("collection type", text[2:4], self.collection)
        self.expect("bundle sequence", text[48:52], f"{self.bundles:04}")
        self.business_date = text[22:30]
        self.date_in(text, 23, 30)
        self.cycle = text[52:54]
        self.expect("reserved", text[68:80].strip(), "")

    def record_25(self, record, text):
        routing = text[18:27]
        amount = self.number_in(text, 48, 57)
        valid = text[74]
        if valid == "1" and not check_digit_holds(routing):
            self.error(f"check digit of {routing!r}")
        sequence = text[57:72]
        if any(sequence == other["sequence"] for other in self.items[-1:]) or not sequence.strip().isdigit():
            self.error(f"sequence number {sequence!r}")
        for sums in self.open_sums():
            sums["items"] += 1
            sums["amount"] += amount
            sums["valid"] += amount if valid == "1" else 0
        if self.bundle is None:
            self.error("an item outside a bundle")
        self.item = {
            "auxiliary": text[2:17].strip(),
            "code": text[17].strip(),
            "routing": routing.strip(),
            "on_us": text[27:47].strip(),
            "amount": amount,
            "sequence": sequence,
            "valid": valid,
            "correction": text[78],
            "payee": "",
            "images": 0,
            "addenda": 0,
            "said_addenda": self.number_in(text, 77, 78),
        }
        self.items.append(self.item)

    def record_26(self, record, text):
        if self.item is None:
            return self.error("a 26 without a 25")
        self.item["addenda"] += 1
        self.expect("record number", text[2], str(self.item["addenda"]))
        self.expect("endorsement date", text[12:20], self.business_date)
        self.expect("sequence of the item", text[20:35], self.item["sequence"])
        if not check_digit_holds(text[3:12]):
            self.error(f"check digit of {text[3:12]!r}")
        self.item["payee"] = text[58:73].strip()
        self.expect("reserved", text[77:80].strip(), "")

    def record_28(self, record, text):
        if self.item is None:
            return self.error("a 28 without a 25")
        self.item["addenda"] += 1
        self.date_in(text, 14, 21)

    def record_50(self, record, text):
        self.side = text[31]
        self.expect("image indicator, format, compression", (text[2], text[20:22], text[22:24]), ("1", "00", "00"))
        self.size = self.number_in(text, 25, 31)
        for sums in self.open_sums():
            sums["images"] += 1
        if self.item is None:
            self.error("an image without an item")

    def record_52(self, record, text):
        if self.item is None:
            return self.error("a 52 without an item")
        self.expect("sequence of the item", text[21:36], self.item["sequence"])
        self.expect("business date of the bundle", text[11:19], self.business_date)
        self.expect("cycle of the bundle", text[19:21], self.cycle)
        key = int(text[101:105].strip() or 0)
        sign = int(self.letter.text(record[105 + key : 110 + key]).strip() or 0)
        length = int(self.letter.text(record[110 + key + sign : 117 + key + sign]))
        image = record[117 + key + sign :]
        self.expect("image length", length, len(image))
        self.expect("image length in the 50", self.size, len(image))
        expected = "0" if self.item["images"] == 0 else "1"
        self.expect("side", self.side, expected)
        self.item["images"] += 1
        for error in tiff_errors(image):
            self.error(f"image: {error}")

    def credit(self, routing, amount, sequence):
        self.expect("routing of the deposit ticket", check_digit_holds(routing), True)
        for sums in self.open_sums():
            sums["credits"] += 1
            sums["credit_amount"] += amount
        self.credits += 1
        self.credit_amount += amount
        self.item = {"sequence": sequence, "images": 0, "addenda": 0, "said_addenda": 0}

    def record_61(self, record, text):
        if check_digit_holds(text[19:28]) and text[2] == "2":
            self.credit(text[19:28], self.number_in(text, 49, 58), text[58:73])
        else:
            self.credit(text[18:27], self.number_in(text, 48, 57), text[57:72])

    def record_62(self, record, text):
        self.expect("level of record 62", self.level, "35")
        self.expect("length", len(record), 100)
        self.credit(text[18:27], self.number_in(text, 48, 61), text[61:76])

    def control(self, sums, said_items, said_amount, indicator):
        counted = "not"
        if sums["credits"] and said_items == sums["items"] + sums["credits"]:
            counted = "counted"
            self.expect("amount", said_amount, sums["amount"] + sums["credit_amount"])
        else:
            self.expect("items", said_items, sums["items"])
            self.expect("amount", said_amount, sums["amount"])
        if self.level != "35" or not self.credits:
            self.expect("credit indicator", indicator, " ")
        elif sums["credits"]:
            self.expect("credit indicator", indicator, "1" if counted == "counted" else "0")

    def record_70(self, record, text):
        sums, self.bundle = self.bundle or self.zero(), None
        self.control(sums, self.number_in(text, 3, 6), self.number_in(text, 7, 18), text[55])
        self.expect("amount of good lines", self.number_in(text, 19, 30), sums["valid"])
        self.expect("images", self.number_in(text, 31, 35), sums["images"])

    def record_90(self, record, text):
        sums, self.cash_letter = self.cash_letter or self.zero(), None
        self.expect("bundles", self.number_in(text, 3, 8), self.bundles)
        self.control(sums, self.number_in(text, 9, 16), self.number_in(text, 17, 30), text[65])
        self.expect("images", self.number_in(text, 31, 39), sums["images"])
        self.date_in(text, 58, 65)

    def record_99(self, record, text):
        self.expect("cash letters", self.number_in(text, 3, 8), self.cash_letters)
        self.expect("records", self.number_in(text, 9, 16), self.number)
        self.control(self.file, self.number_in(text, 17, 24), self.number_in(text, 25, 40), text[64])

    def result(self):
        for item in self.items:
            item["sequence"] = item["sequence"].strip()
        return {
            "level": self.level,
            "test": self.test == "T",
            "codec": self.letter.codec,
            "prefixed": self.letter.prefixed,
            "records": self.counts,
            "bundles": self.counts.get("20", 0),
            "items": self.items,
            "amount": self.file["amount"],
            "images": self.file["images"],
            "credits": self.credits,
            "credit_amount": self.credit_amount,
            "errors": self.letter.errors,
        }


def main():
    good = True
    for name in sys.argv[1:]:
        with open(name, "rb") as file:
            result = Reader(Letter(file.read())).read()
        print(json.dumps(result))
        good = good and not result["errors"]
    sys.exit(0 if good else 1)


main()
