"""GridApp's side of the sync benchmark: every case from a fresh copy of the same folders."""

from __future__ import annotations

from collections.abc import Generator, Iterator
from contextlib import ExitStack, contextmanager

from tests.bench.children import Answer, Child
from tests.bench.server import Server
from tests.bench.sites import CROWD, FRESH, PUSHER, READER, SEED, Site, computer
from tests.bench.trials import CHANGED, Run, at_once, changed_and_idle, counting, require, together
from tests.bench.wire import Counts


class Ours:
    """GridApp on one of its databases."""

    def __init__(self, site: Site, count: int, each: int) -> None:
        self.name = site.name
        self._site = site
        self._count = count
        self._each = each

    def push(self, counted: bool = False, profiled: bool = False) -> Run:
        """The records that were made offline go out."""
        done, run = self._once("start", PUSHER, counted, profiled)
        stored = done["verdicts"].get("stored", 0)
        require(stored == self._count, f"{stored} of {self._count} were stored: {done['verdicts']}")
        self._site.keep("pushed")
        return run

    def pull(self, counted: bool = False, profiled: bool = False) -> Run:
        """Another computer, in step before, gets what the first one sent."""
        self._need_pushed()
        done, run = self._once("pushed", READER, counted, profiled)
        require(done["pulled"] == self._count, f"{done['pulled']} came, not {self._count}")
        self._site.keep("level")
        return run

    def _once(self, state: str, name: str, counted: bool, profiled: bool) -> tuple[Answer, Run]:
        """One round of one computer against a server that was just started."""
        self._site.bring(state, name)
        with Server(self._site.server_home, profiled) as server:
            with counting(server.url, counted) as (url, relay):
                done = self._alone(name, url, "profiled_round" if profiled else "round")
                wire = relay.take() if relay else Counts()
            ended = server.end()
        cpu, peak = (done["cpu"], ended["cpu"]), (done["peak_mb"], ended["peak_mb"])
        profiles = (done.get("profile", ""), ended["profile"])
        return done, Run(self._count, done["seconds"], wire, done["pulled"], cpu, peak, profiles)

    def first(self, times: int) -> list[Run]:
        """First rounds of new computers, one after the other; the first one, counted, is not timed: whatever the
        server makes ready for all of them is made then."""
        self._need_pushed()
        self._site.bring("pushed", FRESH)
        with Server(self._site.server_home) as server:
            return [self._first(server, counted=number == 0) for number in range(times + 1)]

    def _first(self, server: Server, counted: bool) -> Run:
        self._site.bring_again("pushed", FRESH)
        with counting(server.url, counted) as (url, relay):
            done = self._alone(FRESH, url)
            wire = relay.take() if relay else Counts()
        require(done["pulled"] >= self._count, f"only {done['pulled']} came")
        peak = (done["peak_mb"], server.peak_mb())
        return Run(done["pulled"], done["seconds"], wire, done["pulled"], (done["cpu"], 0.0), peak)

    def steady(self, times: int) -> list[tuple[float, float]]:
        """Seconds to push and to pull some changed records of many, again and again on running computers."""
        self._bring_level(PUSHER, READER)
        taken = []
        with (
            Server(self._site.server_home) as server,
            self._opened(PUSHER, server.url) as writer,
            self._opened(READER, server.url) as reader,
        ):
            for number in range(times + 1):
                writer.ask("edit", CHANGED, number)
                sent, got = writer.ask("round"), reader.ask("round")
                require(sent["pulled"] == 0, f"{sent['pulled']} of its own came back")
                require(got["pulled"] == CHANGED, f"{got['pulled']} came, not {CHANGED}")
                taken.append((sent["seconds"], got["seconds"]))
        return taken[1:]

    def profile(self, case: str) -> tuple[str, str]:
        """The tops of a profile of the computer and of the server: push, pull, first or steady."""
        if case == "push":
            return self.push(profiled=True).profiles
        if case == "pull":
            return self.pull(profiled=True).profiles
        if case == "first":
            self._need_pushed()
            return self._once("pushed", FRESH, counted=False, profiled=True)[1].profiles
        self._bring_level(PUSHER)
        with Server(self._site.server_home, profile=True) as server:
            with self._opened(PUSHER, server.url) as writer:
                writer.ask("round")
                writer.ask("edit", CHANGED, 1)
                done = writer.ask("profiled_round")
            return done["profile"], server.end()["profile"]

    def wires(self) -> tuple[Counts, Counts]:
        """What goes over the wire for some changed records, and for nothing to do."""
        self._bring_level(PUSHER)
        with (
            Server(self._site.server_home) as server,
            counting(server.url, True) as (url, relay),
            self._opened(PUSHER, url) as child,
        ):
            return changed_and_idle(child, relay)

    def crowd(self) -> Run:
        """Every computer of the crowd sends its records at the same moment."""
        self._site.bring("start", *CROWD)
        with Server(self._site.server_home) as server:
            with ExitStack() as stack:
                children = [stack.enter_context(self._opened(name, server.url)) for name in CROWD]
                answers = at_once(children)
            ended = server.end()
        stored = sum(each["verdicts"].get("stored", 0) for each in answers)
        require(stored == self._each * len(CROWD), f"only {stored} were stored")
        run = together(answers, stored)
        run.pulled = sum(each["pulled"] for each in answers)
        run.cpu, run.peak = (run.cpu[0], ended["cpu"]), (run.peak[0], ended["peak_mb"])
        return run

    def million(self, count: int) -> Generator[Run, None, None]:
        """A server that takes very many records, then a new computer that gets them all. `peak` is the most memory
        that either process held until then, `broken` the rounds that came to no end."""
        self._site.bring("start", SEED, FRESH)
        with Server(self._site.server_home) as server:
            filled = self._alone(SEED, server.url, "fill", count)
            require(filled["stored"] == count, f"only {filled['stored']} were stored")
            yield Run(count, filled["seconds"], peak=(filled["peak_mb"], server.peak_mb()))
            done = self._alone(FRESH, server.url, "rounds")
            require(done["pulled"] >= count, f"only {done['pulled']} came")
            peak = (done["peak_mb"], server.peak_mb())
            yield Run(count, done["seconds"], peak=peak, broken=done["broken"])

    def _need_pushed(self) -> None:
        if not self._site.has("pushed"):
            self.push()

    def _bring_level(self, *names: str) -> None:
        if not self._site.has("level"):
            self.pull()
        self._site.bring("level", *names)

    def _alone(self, name: str, url: str, *command: str | int) -> Answer:
        with self._opened(name, url) as child:
            return child.ask(*(command or ("round",)))

    @contextmanager
    def _opened(self, name: str, url: str) -> Iterator[Child]:
        with computer(self._site.home(name), url) as child:
            yield child
            child.ask("close")
