"""A report from filing to its result: receipts, questions, photos and the steps of the desk."""
