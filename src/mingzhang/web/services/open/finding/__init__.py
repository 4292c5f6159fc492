"""The parts of search over what is public: grams, the index on either database, what is held in memory, snippets."""
