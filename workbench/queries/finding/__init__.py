"""Finding customers by what a person typed: name, document, invoice, telephone or mailbox, within what they may see."""
