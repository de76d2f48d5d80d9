"""Reads the command line: where the partner listens, and in which of its lawful ways it behaves."""

import argparse


def listed(written):
    """Read a list that is separated by commas."""
    return tuple(filter(None, written.split(",")))


def arguments():
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Hosts a small channel manager. Its tokens come from the environment.")

    def value(name, default, text, **more):
        parser.add_argument(name, default=default, help=text, **more)

    def flag(name, text, **more):
        parser.add_argument(name, action="store_true", help=text, **more)

    value("--host", "127.0.0.1", "address to listen on; ::1 for IPv6")
    value("--port", 9001, "port to listen on; 0 for any that is free", type=int)
    value("--prefix", "/cm", "path below which the operations are hosted")
    value("--mews-url", "http://127.0.0.1:8401/api/channelManager/v1", "where the platform is")
    value("--email", "employee@property.example", "employee to ask for properties of")

    value("--spaces", ("SGL", "DBL", "TWN", "DRM", "BED"), "codes of the categories", type=listed)
    value("--rates", ("FLEX", "NONREF", "WEEK", "LATE", "PKG"), "codes of the rates", type=listed)
    value("--ages", ("Adult", "Child"), "codes of adults and of children", type=listed)
    value("--product", "BRKF", "code of what is sold beside a night")
    value("--currency", "EUR", "currency of all prices")
    value("--categories", 0, "number of categories in the store, of which those above are for sale", type=int)
    value("--unmapped-pair", [], "pair that is not sold (repeatable)", action="append", metavar="SPACE:RATE")

    value("--errors", "current", "form of refusals", choices=["current", "legacy"])
    value("--confirm", "sync", "when the outcome of a push is told", choices=["sync", "async", "large"])
    flag("--confirm-once", "confirm a message that comes twice only once")
    flag("--other-codes", "settle otherwise what the pages leave open about refusals")
    value("--bookings", "usual", "how much a booking says", choices=["usual", "sparse", "full"])
    flag("--heed-notices", "go by what changeNotificaton says")
    value("--without", (), "operations that are not hosted", type=listed, metavar="OPERATION,…")
    flag("--exact-router", "answer 404 to an address with a query")
    flag("--extra-fields", "add an id and a time to each answer")
    flag("--null-fields", "write out what is empty in an answer")
    flag("--japanese", "write the messages of errors in Japanese")
    value("--delay", 0, "time that each answer takes at least", type=float, metavar="SECONDS")
    flag("--http-1.0", "close the connection after each answer", dest="old_http")

    flag("--gross-only", "tell prices with tax alone when they are read back")
    flag("--sparse-restrictions", "tell nights without restriction by no row")
    flag("--shuffle", "vary the order of rows and sets that are read back")
    flag("--no-wishes", "refuse hooks that wish for something of their own")
    flag("--wait-in-hooks", "answer hooks by 204, once the platform has answered")
    options = parser.parse_args()
    options.prefix = "/" + (options.prefix.strip("/") + "/").lstrip("/")
    return options
