"""The hands that wrote the families' texts: sentences that several families of one hand share. No family is here."""
