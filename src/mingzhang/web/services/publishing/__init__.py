"""Publishing a department's budget: put together, checked, released, corrected, withdrawn."""
