"""Schema history: linear, reviewed SQL, one file per change; imports no table class but the metadata."""
