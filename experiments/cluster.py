"""Runs on a Dask cluster: docs/how_to/cluster.md. The same results as on processes here, whoever runs what.

A worker that dies is no loss: the scheduler gives its tasks to another one. Workers must have the same code and one
thread each; both are checked before anything runs.
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from contextlib import suppress
from itertools import islice
from typing import TYPE_CHECKING, Any

from experiments.errors import RunError
from experiments.manifest import code_hash
from experiments.run import RunResult
from experiments.workers import WAITING_PER_WORKER, Simulate, Task, run_task
from model.inputs import Scenario
from scenarios.errors import BadInput

if TYPE_CHECKING:
    from distributed import Client, Future

ANSWER_S = 10  # how long to wait for the scheduler
LOOK_S = 20  # how often to look whether there are workers left


def on_cluster(
    address: str, scenarios: Sequence[Scenario], tasks: Sequence[Task], seed: int, zones: bool, simulate: Simulate
) -> Generator[tuple[Task, RunResult], None, None]:
    """Run all tasks on a cluster and give each result as soon as it is there.

    Raises BadInput if there is no cluster that can be used, RunError when a run fails or the cluster is lost.
    """
    client = connect(address)
    ahead = iter(tasks)
    waiting: dict[Future, Task] = {}
    try:
        # A task like the others: should the workers that hold it die, it is made again.
        held = client.submit(_same, list(scenarios), pure=False)

        def send(number: int) -> None:
            for task in islice(ahead, number):
                waiting[client.submit(run_task, simulate, held, task, seed, zones, pure=False)] = task

        send(WAITING_PER_WORKER * max(_threads(client), 1))
        while waiting:
            done = _ended(client, waiting, address)
            send(len(done))
            for future in sorted(done, key=lambda f: f.status != "finished"):  # an error comes last
                yield waiting.pop(future), _result(future, address)
    finally:
        _leave(client, list(waiting))


def connect(address: str) -> Client:
    """Return a client of a cluster that can be used. Raises BadInput."""
    try:
        from distributed import Client
    except ImportError as error:
        raise BadInput(
            "a cluster needs Dask, which is not installed", value=address, expected="pip install 'omland[cluster]'"
        ) from error
    try:
        client = Client(address, timeout=ANSWER_S, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise BadInput(
            "no cluster answers",
            value=address,
            expected="the address of a Dask scheduler, such as tcp://node1:8786 (docs/how_to/cluster.md)",
        ) from error
    try:
        _check(client, address)
    except BaseException:
        _leave(client, [])
        raise
    return client


def _check(client: Client, address: str) -> None:
    """Raise BadInput unless there are workers, of one thread each, with the code of this process."""
    workers = client.scheduler_info(n_workers=-1)["workers"]
    if not workers:
        raise BadInput("the cluster has no workers", value=address, expected="`dask worker ADDRESS --nthreads 1`")
    for name, worker in workers.items():
        if worker["nthreads"] != 1:
            raise BadInput(
                f"a worker of the cluster has {worker['nthreads']} threads",
                value=name,
                expected="workers started with --nthreads 1; as many of them as there are processors",
            )
    try:
        codes = client.run(code_hash)
    except Exception as error:
        raise BadInput(
            f"a worker of the cluster cannot load Omland: {error}", value=address, expected="Omland on every machine"
        ) from error
    for name, code in codes.items():
        if code != code_hash():
            raise BadInput(
                "a worker of the cluster has another version of the program", value=name, expected="the same everywhere"
            )


def _threads(client: Client) -> int:
    return sum(client.nthreads().values())


def _ended(client: Client, waiting: dict[Future, Task], address: str) -> list[Future]:
    """Wait until something has ended. Raises RunError when there is nobody left to wait for."""
    from distributed import wait

    while True:
        try:
            with client.as_current():
                return list(wait(list(waiting), timeout=LOOK_S, return_when="FIRST_COMPLETED").done)
        except TimeoutError:
            if client.status != "running" or not client.scheduler_info(n_workers=-1)["workers"]:
                raise RunError(f"the cluster at {address} has no workers left") from None
        except Exception as error:  # its futures are cancelled when the scheduler is gone
            raise RunError(f"the cluster at {address} was lost: {error}") from error


def _result(future: Future, address: str) -> RunResult:
    try:
        return future.result()
    except (RunError, BadInput):
        raise
    except Exception as error:
        raise RunError(f"the cluster at {address} could not finish a run: {type(error).__name__}: {error}") from error


def _leave(client: Client, futures: list[Future]) -> None:
    """Call off what has not been run, and go."""
    with suppress(Exception):  # the scheduler may be gone
        client.cancel(futures, force=True)
    client.close(timeout=ANSWER_S)


def _same(content: Any) -> Any:
    return content
