"""Readers who come as they come, so many a second, however long the answers take."""

import selectors
import threading
import time

from tests.benchmarks.load import PATIENCE, READERS, Question, Reader, Round


class Steady(threading.Thread):
    """Ask at even distances until told to stop; what has to wait for a free reader counts from when it was due."""

    def __init__(self, port: int, question: Question, *, per_second: float) -> None:
        super().__init__(daemon=True)
        self.result, self._is_over = Round(), threading.Event()
        self._distance = 1 / per_second
        self._idle = [Reader(port, question) for _number in range(4 * READERS)]
        self._fault: BaseException | None = None

    def run(self) -> None:
        try:
            with selectors.DefaultSelector() as selector:
                self._read(selector)
        except (OSError, AssertionError) as fault:
            self._fault = fault

    def stop(self) -> Round:
        self._is_over.set()
        self.join(PATIENCE)
        if self._fault or self.is_alive():
            raise RuntimeError("The pages were not read to the end.") from self._fault
        return self.result

    def _read(self, selector: selectors.BaseSelector) -> None:
        start = due = time.perf_counter()
        while not self._is_over.is_set() or selector.get_map():
            now = time.perf_counter()
            while self._idle and due <= now and not self._is_over.is_set():
                self._ask(selector, due)
                due += self._distance
            for key, _events in selector.select(max(0.001, due - time.perf_counter())):
                self._take(selector, key.data)
        self.result.seconds = time.perf_counter() - start
        for reader in self._idle:
            reader.connection.close()

    def _ask(self, selector: selectors.BaseSelector, due: float) -> None:
        reader = self._idle.pop(0)
        reader.ask()
        reader.asked_at = due
        selector.register(reader.connection, selectors.EVENT_READ, reader)

    def _take(self, selector: selectors.BaseSelector, reader: Reader) -> None:
        if reader.has_answer():
            self.result.latencies.append(time.perf_counter() - reader.asked_at)
            selector.unregister(reader.connection)
            self._idle.append(reader)
