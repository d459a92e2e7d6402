# SPDX-License-Identifier: Apache-2.0
"""Speech models of the Tortoise family: definitions, training, and export to model bundles."""
