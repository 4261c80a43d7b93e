from __future__ import annotations

import threading
from concurrent.futures import Future
from typing import Callable, Generic, TypeVar

Result = TypeVar("Result")


class SingleFlight(Generic[Result]):
    """Runs a function once for all threads that call ``run`` at the same time. They share its result or its error."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._flight: Future[Result] | None = None

    def is_running(self) -> bool:
        return self._flight is not None

    def run(self, function: Callable[[], Result]) -> Result:
        mine: Future[Result] = Future()
        with self._lock:
            flight = self._flight
            if flight is None:
                self._flight = mine
        if flight is not None:
            return flight.result()
        try:
            mine.set_result(function())
        except BaseException as error:
            mine.set_exception(error)
        finally:
            self._flight = None
        return mine.result()
