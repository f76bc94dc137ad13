"""What leaves on paper and as pictures: the drawings of the pages, printed by the same module that the pages run."""
