"""What tests of moving accounts ask of a page."""


def rows(page):
    """The lines of the board: who, how many, how much."""
    found = []
    for row in page.all(".//table/tbody/tr"):
        who, _, count, overdue, _ = row.findall("td")
        found.append((page.words(who.find(".//b")), page.words(count), page.words(overdue)))
    return found
