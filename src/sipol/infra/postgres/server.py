"""The supervisor of the embedded PostgreSQL: start, stop, and starting again after any crash."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from io import BufferedWriter
from pathlib import Path
from urllib.parse import quote

from sipol.infra.postgres import cluster, locks, places, processes
from sipol.infra.postgres.errors import EmbeddedServerError
from sipol.infra.postgres.places import Place
from sipol.infra.postgres.programs import PORT, Programs, copied_into, locate
from sipol.infra.postgres.watch import Watch

__all__ = ["EmbeddedServer", "EmbeddedServerError", "running"]

# Recovery after a crash under load reads the write-ahead log since the last checkpoint. To give
# up early would only make the next start begin it again.
RECOVERY_SECONDS = 900.0
STALE_SECONDS = 90.0
STOP_SECONDS = 120.0
PAUSE_SECONDS = 0.02
# What PostgreSQL says while something of a crashed server still holds the cluster.
STILL_HELD = ("lock file", "shared memory block")


class EmbeddedServer:
    """The PostgreSQL of one SIPOL_HOME. Every method raises `EmbeddedServerError` with a hint.

    Any number of processes may hold one such object for the same home; starting and stopping go
    one at a time. The server outlives the process that started it until somebody calls `stop`.
    """

    def __init__(self, home: Path, programs: Programs | None = None) -> None:
        self.home = Path(home).expanduser().resolve()
        self.log = self.home / "log" / "postgres.log"
        self._programs = programs
        self._process: subprocess.Popen[bytes] | None = None

    def url(self) -> str:
        """A libpq URI; needs no running server, but that `start` once succeeded for this home."""
        asked = self.connection_settings()
        host, user = quote(asked["host"], safe=""), quote(asked["user"], safe="")
        return f"postgresql:///{asked['dbname']}?host={host}&port={asked['port']}&user={user}"

    def connection_settings(self) -> dict[str, str]:
        """The same as keywords of `psycopg.connect`: host (a folder), port, user, dbname."""
        place = self._found()
        if place is None:
            raise EmbeddedServerError(
                f"Belum ada basis data di {self.home}. Jalankan 'sipol serve' atau 'make run' "
                f"sekali, atau isi DATABASE_URL."
            )
        host = str(place.sockets)
        return {"host": host, "port": PORT, "user": cluster.USER, "dbname": cluster.DATABASE}

    def is_running(self) -> bool:
        """Whether the server accepts connections now; False while it starts or recovers."""
        place = self._found()
        return place is not None and self._answers(place)

    def start(self) -> bool:
        """Returns when the server accepts connections: True if this call started it.

        Makes the database at the first call. After a crash it waits for recovery, at least 60 s.
        """
        with self._turn():
            place = places.settled(self.home)
            if self._joined(place):
                return False
            self._launch(place)
            return True

    def start_if_gone(self) -> bool:
        """`start` where no main process lives; True if this call started it. Cheap otherwise."""
        place = self._found()
        if place is not None and processes.postmaster(place.data) is not None:
            return False
        return self.start()

    def stop(self) -> None:
        """Ends all sessions, writes everything down and ends the server, whoever started it."""
        if not self.home.is_dir():
            return
        with self._turn():
            place = self._found()
            if place is not None:
                self._stop(place)

    def remove(self) -> None:
        """Stops the server and deletes the database with ALL its data; there is no way back."""
        if not self.home.is_dir():
            return
        with self._turn():
            place = self._found()
            if place is None:
                return
            self._stop(place)
            shutil.rmtree(place.sockets, ignore_errors=True)
            shutil.rmtree(place.folder)
            places.location_file(self.home).unlink(missing_ok=True)

    def _found(self) -> Place | None:
        try:
            return places.found(self.home)
        except OSError as problem:
            raise _machine_says(self.home, problem) from problem

    @contextmanager
    def _turn(self) -> Iterator[None]:
        busy = f"Proses lain sedang memulai atau menghentikan basis data di {self.home}; coba lagi."
        try:
            self.log.parent.mkdir(parents=True, exist_ok=True)
            with locks.held(self.home / "postgres.lock", RECOVERY_SECONDS + STOP_SECONDS, busy):
                yield
        except OSError as problem:
            raise _machine_says(self.home, problem) from problem

    def _located(self) -> Programs:
        if self._programs is None:
            self._programs = locate()
        return self._programs

    def _answers(self, place: Place) -> bool:
        if self._process is not None:
            self._process.poll()  # collects it if it has died, so that no dead entry stays
        if processes.postmaster(place.data) is None or not processes.reports_ready(place.data):
            return False
        return self._located().answers(place.sockets, cluster.USER, cluster.DATABASE)

    def _joined(self, place: Place) -> bool:
        """Whether a server that already lives has begun to answer; False if none lives."""
        return self._waited(place, lambda: processes.postmaster(place.data) is not None)

    def _launch(self, place: Place) -> None:
        programs = self._programs_for(place)
        places.prepare_sockets(place)
        cluster.create_once(place, programs)
        deadline = time.monotonic() + STALE_SECONDS
        while True:
            processes.end(place.data)
            log_start = self.log.stat().st_size if self.log.exists() else 0
            self._process = process = self._spawned(place, programs, deadline)
            if self._came_up(place, process):
                return
            said = _tail(self.log, log_start)
            if time.monotonic() > deadline or not any(words in said for words in STILL_HELD):
                raise EmbeddedServerError(
                    f"Server basis data berhenti sewaktu dimulai. Data di {place.folder} tidak "
                    f"diubah. Baca catatan {self.log}; baris terakhirnya:\n{said}"
                )
            time.sleep(0.5)

    def _programs_for(self, place: Place) -> Programs:
        programs = self._located()
        if programs.usable_by(place.owner):
            return programs
        if os.geteuid() == 0:
            programs = copied_into(places.shelter(), programs)
        if not programs.usable_by(place.owner):
            raise EmbeddedServerError(
                f"Program PostgreSQL di {programs.bin} tidak dapat dijalankan oleh pengguna nomor "
                f"{place.owner.uid}. Data aman. Periksa izin folder itu dan pilihan 'noexec' pada "
                f"mount-nya, atau isi DATABASE_URL."
            )
        return programs

    def _spawned(
        self, place: Place, programs: Programs, deadline: float
    ) -> subprocess.Popen[bytes]:
        """Starts the server in a session of its own, where Ctrl-C in our terminal is not heard.

        Server and children inherit a locked file and so hold it while any of them lives. Thus we
        see users of the cluster that the process list hides, as from another container.
        """
        held = (
            f"Basis data di {place.folder} sedang dipakai server lain yang tidak terlihat dari "
            f"sini, mungkin dari wadah (container) lain. Data aman. Hentikan dahulu yang lain itu."
        )
        patience = max(deadline - time.monotonic(), 1.0)
        with (
            locks.held(self.home / "postgres.alive", patience, held) as alive,
            _opened_log(self.log) as log,
        ):
            cluster.clear_stale_locks(place)
            process: subprocess.Popen[bytes] = subprocess.Popen(
                cluster.server_command(place, programs),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                pass_fds=(alive,),
                start_new_session=True,
                **place.owner.identity(),
            )
        return process

    def _came_up(self, place: Place, process: subprocess.Popen[bytes]) -> bool:
        try:
            return self._waited(place, lambda: process.poll() is None)
        except (KeyboardInterrupt, SystemExit):
            process.send_signal(signal.SIGINT)
            processes.all_gone(place.data, STOP_SECONDS)
            raise

    def _waited(self, place: Place, lives: Callable[[], bool]) -> bool:
        deadline = time.monotonic() + RECOVERY_SECONDS
        while lives():
            if self._answers(place):
                return True
            if time.monotonic() > deadline:
                raise EmbeddedServerError(
                    f"Server basis data masih memulihkan diri setelah {RECOVERY_SECONDS:.0f} detik "
                    f"dan dibiarkan bekerja. Data aman. Baca {self.log}, tunggu, lalu coba lagi."
                )
            time.sleep(PAUSE_SECONDS)
        return False

    def _stop(self, place: Place) -> None:
        pid = processes.postmaster(place.data)
        if pid is None:
            processes.end(place.data)
        else:
            self._fast_shutdown(place, pid)
        if self._process is not None:
            self._process.poll()

    def _fast_shutdown(self, place: Place, pid: int) -> None:
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)
        if not processes.all_gone(place.data, STOP_SECONDS):
            raise EmbeddedServerError(
                f"Server basis data belum berhenti setelah {STOP_SECONDS:.0f} detik; ia masih "
                f"menulis ke disk. Data aman. Tunggu, baca {self.log}, lalu coba lagi."
            )

    def _runs_what_we_started(self) -> bool:
        place, process = self._found(), self._process
        return place is not None and process is not None and process.poll() is None


@contextmanager
def running(home: Path) -> Iterator[EmbeddedServer]:
    """The server of this home, kept running; at the end stops it only if this call started it.

    Should it end meanwhile, by a crash or because another program stopped it, it is started again.
    """
    server = EmbeddedServer(home)
    server.start()
    watch = Watch(server.start_if_gone)
    try:
        yield server
    finally:
        watch.end()
        if server._runs_what_we_started():
            server.stop()


def _opened_log(path: Path) -> BufferedWriter:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_NOFOLLOW, 0o600)
    return os.fdopen(descriptor, "ab")


def _tail(log: Path, start: int) -> str:
    with log.open("rb") as file:
        file.seek(start)
        return "\n".join(file.read().decode("utf-8", "replace").splitlines()[-15:])


def _machine_says(home: Path, problem: OSError) -> EmbeddedServerError:
    return EmbeddedServerError(
        f"Basis data di {home} tidak dapat dikelola: {problem}. Data aman. Periksa izin folder dan "
        f"ruang disk, lalu jalankan lagi."
    )
