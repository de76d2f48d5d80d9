"""Acts as a person at the channel manager would: hooks that book, change and cancel, and that switch things."""

import random
import threading
import uuid
from collections import deque

from bookings import CARDS, CHANNELS, Block, Booking, Reservation, written
from operations import ordinal


class CannotDo(Exception):
    """Says that a hook asks for what this channel manager does not offer."""


class Hooks:
    """Acts as a person at the channel manager would. Each method is a hook of that name, and answers with JSON."""

    def __init__(self, service):
        self.service = service
        self.connection = service.main
        self.outbox = {}  # name of a booking or block -> messages that wait to be sent, in order
        self.under_way = None  # work that the latest hook has begun
        self.lock = threading.RLock()

    def act(self, name, wish):
        """Do what the hook of that name is asked to do; None if there is none. Tells the work that is begun, too."""
        method = getattr(self, "do_" + name.replace("-", "_"), None)
        with self.lock:
            self.under_way = None
            return method and method(wish), self.under_way

    def send(self, operation, name, content):
        """Send a message about a booking or block, after those about it that are still under way."""
        message = self.service.platform.message(self.connection, **content)
        queue = self.outbox.setdefault(name, deque())
        queue.append(message)
        if len(queue) == 1:
            self.under_way = self.service.platform.workers.submit(self.drain, operation, queue)
        return {"sent": content["messageId"]}

    def drain(self, operation, queue):
        """Send what waits, one message after the other."""
        while True:
            self.service.platform.deliver(f"{self.service.platform.base}/{operation}", queue[0])
            with self.lock:
                queue.popleft()
                if not queue:
                    return

    # Bookings

    def for_sale(self):
        """List the pairs that can be booked; what the store holds besides is sold elsewhere."""
        return [pair for pair in self.connection.pairs() if pair[0] in self.service.options.spaces]

    @staticmethod
    def fits(wish, pair):
        """Tell whether a pair of category and rate is what a hook asks for."""
        return wish.get("spaceTypeCode", pair[0]) == pair[0] and wish.get("ratePlanCode", pair[1]) == pair[1]

    def reservation(self, wish, turn=0):
        """Make up a reservation as it is wished for."""
        first = ordinal(wish.get("from") or "") or self.service.today() + 30
        last = first + wish.get("nights", 2)
        offered = [pair for pair in self.for_sale() if self.fits(wish, pair)]
        if not offered:
            raise CannotDo("Nothing like this is sold here.")
        space, rate = offered[turn * (len(self.connection.rates) + 1) % len(offered)]
        made = Reservation(space, rate, first, last, wish.get("adults", 2), wish.get("children", 0))
        made.ages = self.service.options.ages
        if wish.get("companion"):
            made.companions = [{"firstName": "Nora", "lastName": "Brook", "email": "nora@brook.example"}]
        return made

    def book(self, wish, kinds=("gross", "net"), rooms=1, **more):
        """Make a booking and send it."""
        source = wish.get("source", 7)
        if source not in CHANNELS:
            raise CannotDo(f"Bookings of channel {source} are not received here.")
        with self.connection.lock:
            name = f"CM{len(self.connection.bookings) + 1:05}-{uuid.uuid4().hex[:6]}"
            booking = Booking(name, kinds, self.connection.currency, source)
            booking.block, booking.form = wish.get("availabilityBlockCode"), self.service.options.bookings
            for turn in range(rooms):
                booking.add(self.reservation(wish, turn))
            for reservation in booking.reservations.values():
                vars(reservation).update(more)
            booking.card = wish.get("type", 2)
            self.connection.bookings[name] = booking
            return self.send_booking(booking)

    def send_booking(self, booking):
        """Send a whole booking as it stands."""
        return {**self.send("processGroup", booking.name, booking.message()), "channelManagerId": booking.name}

    def booking(self, wish):
        """Find the booking that a hook is about."""
        found = self.connection.bookings.get(wish.get("channelManagerId"))
        if found is None:
            raise CannotDo(f"There is no booking {wish.get('channelManagerId')}.")
        return found

    def do_book(self, wish):
        """Book what is wished for."""
        return self.book(wish, rooms=wish.get("rooms", 1))

    def do_book_with_card(self, wish):
        """Book one space, guaranteed by a test card of that type."""
        if wish.get("type") not in CARDS:
            raise CannotDo(f"Cards of type {wish.get('type')} are not taken here.")
        return self.book(wish)

    def do_single_gross_reservation(self, wish, kinds=("gross",)):
        """Book one space for two adults and a child, with one companion by name."""
        return self.book({"adults": 2, "children": 1, "companion": True, "source": 1}, kinds)

    def do_single_net_reservation(self, wish):
        """Book the same in amounts without tax."""
        return self.do_single_gross_reservation(wish, ("net",))

    def do_multi_gross_reservation(self, wish):
        """Book three spaces at different rates."""
        return self.book_several(("gross",))

    def do_multi_net_reservation(self, wish):
        """Book the same in amounts without tax."""
        return self.book_several(("net",))

    def book_several(self, kinds):
        """Book three spaces for three nights; their rates differ."""
        if len(self.connection.rates) < 2:
            raise CannotDo("There is only one rate here.")
        return self.book({"nights": 3}, kinds, rooms=3)

    def do_reservation_with_product(self, wish):
        """Book one space with breakfast."""
        return self.book({}, (wish.get("pricing", "gross"),), products=[self.service.options.product])

    def do_modify_reservation(self, wish):
        """Change one reservation of a booking as it is wished for; without a wish it gets a night more."""
        booking = self.booking(wish)
        code = wish.get("code") or next(code for code, each in booking.reservations.items() if each.state != 3)
        changed = booking.reservations[code]
        span = wish.get("nights", changed.last - changed.first)
        changed.space = wish.get("spaceTypeCode", changed.space)
        changed.rate = wish.get("ratePlanCode", changed.rate)
        if (changed.space, changed.rate) not in self.for_sale():
            raise CannotDo(f"{changed.space} is not sold at {changed.rate} here.")
        changed.first = ordinal(wish.get("from") or "") or changed.first
        changed.last = changed.first + span
        changed.adults, changed.children = wish.get("adults", changed.adults), wish.get("children", changed.children)
        if not set(wish) - {"channelManagerId", "code"}:
            changed.last += 1
        changed.state = 2
        return self.send_booking(booking)

    def do_modify_booking(self, wish):
        """Move a whole booking by some days."""
        booking = self.booking(wish)
        for each in booking.active():
            each.first, each.last, each.state = each.first + wish.get("days", 1), each.last + wish.get("days", 1), 2
        return self.send_booking(booking)

    def do_modify_multi_reservation(self, wish):
        """Move one reservation of a booking, leave one out, which cancels it, and add one."""
        booking = self.booking(wish)
        moved, dropped, *_ = booking.active()
        moved.first, moved.last, moved.state = moved.first + 1, moved.last + 2, 2
        dropped.state, dropped.listed = 3, False
        booking.add(self.reservation({"nights": 3}, 3))
        return self.send_booking(booking)

    def do_cancel_reservation(self, wish):
        """Cancel the last reservation of a booking."""
        booking = self.booking(wish)
        cancelled = booking.active()[-1]
        cancelled.state, cancelled.listed = 3, booking.form != "sparse"
        return self.send_booking(booking)

    def do_cancel_booking(self, wish):
        """Cancel a whole booking; without a wish the list of reservations is left out."""
        booking = self.booking(wish)
        content = booking.cancellation(wish.get("form", "absent"))
        return {**self.send("processGroup", booking.name, content), "channelManagerId": booking.name}

    def do_invalid_reservation(self, wish):
        """Send a booking that cannot be right, as an operator would who mistypes it."""
        defect = wish.get("defect", "reversed")
        if defect == "negative-price":
            return self.book({}, discount=20000)
        first = self.service.today() + 40
        return self.book({}, first=first, last=first - (2 if defect == "reversed" else 0))

    def do_repair_reservation(self, wish):
        """Put right what is wrong with a booking, and send it again."""
        booking = self.booking(wish)
        for each in booking.active():
            each.discount, each.last = 0, max(each.last, each.first + 2)
        return self.send_booking(booking)

    # Blocks

    def send_block(self, block, status):
        """Send a block as it stands; what has no number of the platform yet can only be created."""
        if status != "Created" and not block.number:
            raise CannotDo(f"The platform's number of block {block.code} is not known here.")
        return {**self.send("processAvailabilityBlock", block.code, block.message(status)), "code": block.code}

    def do_offer_block(self, wish):
        """Set spaces aside for a group."""
        first = ordinal(wish.get("from") or "") or self.service.today() + 90
        space, rate = next((pair for pair in reversed(self.for_sale()) if self.fits(wish, pair)), (None, None))
        if space is None:
            raise CannotDo(f"{wish['spaceTypeCode']} is not sold here.")
        block = Block(f"CB-{uuid.uuid4().hex[:8]}", space, rate, first, first + wish.get("nights", 3))
        block.count, block.release = wish.get("count", 2), wish.get("release", block.release)
        block.pickup = wish.get("pickupType", block.pickup)
        self.connection.blocks[block.code] = block
        return self.send_block(block, "Created")

    def do_modify_block(self, wish, status="Updated"):
        """Change the number of spaces of a block."""
        block = self.connection.blocks.get(wish.get("code"))
        if block is None:
            raise CannotDo(f"There is no block {wish.get('code')}.")
        block.number = wish.get("confirmationNumber", block.number)
        block.count = wish.get("count", block.count + 1)
        return self.send_block(block, status)

    def do_cancel_block(self, wish):
        """Cancel a block."""
        return self.do_modify_block({"count": 0, **wish}, "Canceled")

    # The connection

    def ask(self, *calls):
        """Call operations of the platform one after the other, in the background."""

        def work():
            for operation, connection, content in calls:
                self.service.platform.call(operation, connection, **content)

        self.under_way = self.service.platform.workers.submit(work)
        return {"asked": [operation for operation, _, _ in calls]}

    def do_synchronise(self, wish):
        """Fetch the properties, the configuration and the channels anew."""
        extent = dict.fromkeys(("includeProducts", "includeAgeCategories", "includeUnsynchronizedRates"), True)
        return self.ask(
            ("getProperties", None, {"email": self.service.options.email}),
            ("getConfiguration", self.connection, {"extent": extent}),
            ("getChannels", None, {}),
        )

    def do_set_inventory(self, wish):
        """Tell the platform the whole set of pairs that are wanted."""
        pairs = [{"ratePlanCode": rate, "spaceTypeCode": space} for space, rate in self.connection.pairs()]
        return self.ask(("setInventory", self.connection, {"inventoryMappings": wish.get("inventoryMappings", pairs)}))

    def do_request_update(self, wish):
        """Ask for a full update, of a year if nothing is said."""
        today = self.service.today()
        span = {"from": wish.get("from", written(today)), "to": wish.get("to", written(today + 364))}
        return self.ask(("requestAriUpdate", self.connection, span))

    def do_confirm_later(self, wish):
        """Tell the outcome of pushes later, or at once."""
        self.service.later = wish.get("later", True)
        return {"later": self.service.later}

    def do_maintenance(self, wish):
        """Begin the maintenance, which goes on until it is ended by `times: 0`."""
        self.service.maintenance = wish.get("times", 1) > 0
        return {"maintenance": self.service.maintenance}

    def do_deactivate_connection(self, wish):
        """Switch the connection off."""
        self.connection.enabled = False
        return {"enabled": False}

    def do_activate_connection(self, wish):
        """Switch the connection on again."""
        self.connection.enabled = True
        return {"enabled": True}

    def do_read_inventory(self, wish):
        """Tell what is stored of a period, in rows by night."""
        first, last = ordinal(wish.get("from") or ""), ordinal(wish.get("to") or "")
        if first is None or last is None:
            raise CannotDo("read-inventory is told a period, as from and to.")
        return stored_rows(self.connection, first, last, self.service.options)


def stored_rows(connection, first, last, options):
    """List what is stored of a period, in rows by night."""
    free, priced, restricted = [], [], []
    with connection.lock:
        for (space, night), count in connection.availability.items():
            if first <= night <= last:
                free.append({"spaceTypeCode": space, "date": written(night), "availability": count})
        for (space, rate, night), prices in connection.prices.items():
            if first <= night <= last:
                told = [{"guestCount": each["guestCount"], "grossAmount": each["grossAmount"]} for each in prices]
                row = {"spaceTypeCode": space, "ratePlanCode": rate, "date": written(night)}
                priced.append({**row, "prices": told if options.gross_only else list(prices)})
        for (space, rate, night), (states, shortest, longest) in connection.restrictions.items():
            nothing = (states, shortest, longest) == ([1], None, None)
            if first <= night <= last and not (nothing and options.sparse_restrictions):
                row = {"spaceTypeCode": space, "ratePlanCode": rate, "date": written(night)}
                restricted.append({**row, "state": list(states), "minLos": shortest, "maxLos": longest})
    if options.shuffle:
        for rows, inner in ((free, None), (priced, "prices"), (restricted, "state")):
            random.shuffle(rows)
            for row in rows if inner else []:
                random.shuffle(row[inner])
    return {"availabilities": free, "prices": priced, "restrictions": restricted}
