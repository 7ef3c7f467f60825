"""The money: an append-only ledger, monthly runs that post what awards owe and the ledger lacks, bank files and their answers."""
