"""At which hours customers answer, and in which of them each is called. docs/ranking.md, "The hour", tells it all."""
