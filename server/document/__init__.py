"""The door to the CRDT document: what it must look like, how it is read, how it is written."""
