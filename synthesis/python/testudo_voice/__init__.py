"""Speech models of the Tortoise family: definitions, training, and export to model bundles."""
