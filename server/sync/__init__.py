"""The live document: its wire, the gate in front of the CRDT engine, rooms, presence."""
