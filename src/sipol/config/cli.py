"""The command line `sipol`: one table of commands, each loading no more than it needs."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

from sipol.config.commands.bench import OPTIONS as BENCH_OPTIONS
from sipol.config.environment import SettingError
from sipol.infra.postgres.errors import EmbeddedServerError

Command = Callable[[argparse.Namespace], int]


def main(arguments: list[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    asked = _parser().parse_args(arguments)
    # Leave by the ordinary way, so that whatever was started is stopped in order.
    signal.signal(signal.SIGTERM, lambda number, frame: sys.exit(128 + number))
    try:
        return asked.command(asked)
    except (SettingError, EmbeddedServerError) as error:
        print(f"sipol: {error}", file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="sipol", description="Party registration for elections")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add_running(commands)
    _add_checks(commands)
    _add_tables(commands)
    _add_calendar(commands)
    _add_access(commands)
    return parser


def _add(
    commands: argparse._SubParsersAction[argparse.ArgumentParser],
    name: str,
    command: Command,
    text: str,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=text, description=text)
    parser.set_defaults(command=command)
    return parser


def _add_running(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    demo = _add(commands, "demo", _demo, "Everything at once, with an invented cycle")
    demo.add_argument("--port", type=int, default=8000)
    demo.add_argument("--only-build", action="store_true", help="Build the demo and stop")
    serve = _add(commands, "serve", _serve, "Serve pages, API and uploads")
    serve.add_argument("--port", type=int, default=8000)
    serve.add_argument("--fd", type=int, help="A listening socket that was handed over")
    work = _add(commands, "work", _work, "Do the jobs")
    work.add_argument("--concurrency", type=int, default=2)
    _add(commands, "migrate", _migrate, "Bring the database's tables up to date")
    doctor = _add(commands, "doctor", _doctor, "Look whether the installation is well")
    doctor.add_argument("--json", action="store_true")


def _add_checks(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    check = _add(commands, "check", _check, "Check a member list without any server")
    check.add_argument("file", type=Path)
    check.add_argument("--regency", default="", help="Code of the regency, such as 81.71")
    check.add_argument("--json", action="store_true")
    check.add_argument("--errors", type=Path, help="Write the error workbook to this file")
    _add_send(commands)
    receipt = commands.add_parser("receipt", help="Receipts")
    verify = _add(
        receipt.add_subparsers(required=True, metavar="COMMAND"),
        "verify",
        _verify,
        "Verify a receipt offline",
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", type=Path, required=True, help="The commission's public key")
    deadline = commands.add_parser("deadline", help="Signed deadlines")
    verify = _add(
        deadline.add_subparsers(required=True, metavar="COMMAND"),
        "verify",
        _verify_deadline,
        "Verify a signed deadline offline",
    )
    verify.add_argument("file", type=Path)
    verify.add_argument("--key", type=Path, required=True, help="The commission's public key")
    bench = _add(commands, "bench", _bench, "Run one benchmark")
    bench.add_argument("name", nargs="?")
    bench.add_argument("--list", action="store_true")
    bench.add_argument("--json", action="store_true")
    for option, (read, text) in BENCH_OPTIONS.items():
        bench.add_argument(f"--{option}", type=read, help=text)


def _add_send(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    send = _add(
        commands, "send", _send, "Send member lists to a server and wait for their receipts"
    )
    send.add_argument("files", nargs="*", type=Path, metavar="FILE", help="Files or folders")
    send.add_argument("--from", dest="listed", type=Path, help="A list: PATH or PATH;CODE a line")
    send.add_argument("--to", required=True, help="The server, such as https://sipol.example")
    send.add_argument("--token", default="", help="API token, or @FILE; else SIPOL_TOKEN")
    send.add_argument("--regency", default="", help="Code of the regency, such as 81.71")
    send.add_argument(
        "--regency-from-name", action="store_true", help="Take the code that a file's name begins"
    )
    send.add_argument("--receipts", type=Path, help="Save receipts to this folder, JSON and PDF")
    send.add_argument(
        "--anew", action="store_true", help="Begin again what was given up or revoked"
    )
    send.add_argument("--plain-http", action="store_true", help="Allow http to another machine")
    send.add_argument("--json", action="store_true")


def _add_tables(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    regions = commands.add_parser("regions", help="The register of regions")
    load = _add(
        regions.add_subparsers(required=True, metavar="COMMAND"),
        "load",
        _load_regions,
        "Compare an official list with the register, and with --apply take it over",
    )
    load.add_argument("file", type=Path)
    load.add_argument("--apply", action="store_true")
    load.add_argument("--effective", type=date.fromisoformat, help="First day, YYYY-MM-DD")
    load.add_argument("--source", default="")
    load.add_argument("--decree", default="")
    load.add_argument("--all", action="store_true", help="Print every change")
    thresholds = commands.add_parser("thresholds", help="Minimum members per regency")
    table = _add(
        thresholds.add_subparsers(required=True, metavar="COMMAND"),
        "load",
        _load_thresholds,
        "Load the table of a decision for one cycle",
    )
    table.add_argument("file", type=Path)
    table.add_argument("--cycle", default=None, help="Slug of the cycle; the current one if absent")
    table.add_argument("--source", default="")
    table.add_argument("--decree", default="")
    table.add_argument("--all", action="store_true", help="Print every change")


def _add_calendar(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    calendar = commands.add_parser("calendar", help="Stages and windows of a cycle")
    load = _add(
        calendar.add_subparsers(required=True, metavar="COMMAND"),
        "load",
        _load_calendar,
        "Compare a calendar file with what is in force, and with --apply take it over",
    )
    load.add_argument("file", type=Path)
    load.add_argument("--apply", action="store_true")
    load.add_argument("--current", action="store_true", help="Make it the cycle that runs")


def _add_access(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    cycle = commands.add_parser("cycle", help="Election cycles")
    opened = _add(
        cycle.add_subparsers(required=True, metavar="COMMAND"),
        "open",
        _open_cycle,
        "Set a cycle up and make it the current one",
    )
    opened.add_argument("slug")
    opened.add_argument("--name", required=True)
    for end in ("opens", "closes"):
        opened.add_argument(
            f"--{end}", type=datetime.fromisoformat, required=True, help="YYYY-MM-DDTHH:MM, WIB"
        )
    opened.add_argument(
        "--age-date", type=date.fromisoformat, required=True, help="Day on which members are 17"
    )
    opened.add_argument("--basis", default="", help="Legal basis")
    account = commands.add_parser("account", help="The first accounts")
    granted = _add(
        account.add_subparsers(required=True, metavar="COMMAND"),
        "grant",
        _grant_account,
        "Invite the first admin of the national commission, and print the link",
    )
    granted.add_argument("email")
    granted.add_argument("--name", default="")


def _demo(asked: argparse.Namespace) -> int:
    from sipol.config.demo import running

    return running.demo(asked.port, serve_it=not asked.only_build)


def _serve(asked: argparse.Namespace) -> int:
    from sipol.config.commands import serving

    return serving.serve(asked.port, asked.fd)


def _work(asked: argparse.Namespace) -> int:
    from sipol.config.commands import serving

    return serving.work(asked.concurrency)


def _migrate(asked: argparse.Namespace) -> int:
    from sipol.config import installation

    with installation.django_ready():
        installation.migrate()
    return 0


def _doctor(asked: argparse.Namespace) -> int:
    from sipol.config.commands import doctor

    return doctor.examine(as_json=asked.json)


def _check(asked: argparse.Namespace) -> int:
    from sipol.config.commands import check

    return check.check(asked.file, regency=asked.regency, as_json=asked.json, errors=asked.errors)


def _send(asked: argparse.Namespace) -> int:
    from sipol.config.commands import send

    return send.send(
        send.Order(
            files=asked.files,
            listed=asked.listed,
            to=asked.to,
            token=asked.token,
            regency=asked.regency,
            by_name=asked.regency_from_name,
            receipts=asked.receipts,
            anew=asked.anew,
            plain_http=asked.plain_http,
            as_json=asked.json,
        )
    )


def _verify(asked: argparse.Namespace) -> int:
    from sipol.config.commands import receipt

    return receipt.verify(asked.file, asked.key)


def _verify_deadline(asked: argparse.Namespace) -> int:
    from sipol.config.commands import deadline

    return deadline.verify(asked.file, asked.key)


def _bench(asked: argparse.Namespace) -> int:
    from sipol.config.commands import bench

    options = {option: getattr(asked, option) for option in BENCH_OPTIONS}
    return bench.run(asked.name, options=options, only_list=asked.list, as_json=asked.json)


def _load_regions(asked: argparse.Namespace) -> int:
    from sipol.config import installation

    with installation.django_ready():
        from sipol.config.commands import regions

        return regions.load(
            asked.file,
            apply=asked.apply,
            effective=asked.effective,
            source=asked.source,
            decree=asked.decree,
            show_all=asked.all,
        )


def _load_calendar(asked: argparse.Namespace) -> int:
    from sipol.config import installation

    with installation.django_ready():
        from sipol.config.commands import calendar

        return calendar.load(asked.file, apply=asked.apply, make_current=asked.current)


def _load_thresholds(asked: argparse.Namespace) -> int:
    from sipol.config import installation

    with installation.django_ready():
        from sipol.config.commands import thresholds

        return thresholds.load(
            asked.file,
            cycle=asked.cycle,
            source=asked.source,
            decree=asked.decree,
            show_all=asked.all,
        )


def _open_cycle(asked: argparse.Namespace) -> int:
    from sipol.config import installation

    with installation.django_ready():
        from sipol.config.commands import access

        return access.open_cycle(
            access.NewCycle(
                slug=asked.slug,
                name=asked.name,
                opens=asked.opens,
                closes=asked.closes,
                age_date=asked.age_date,
                basis=asked.basis,
            )
        )


def _grant_account(asked: argparse.Namespace) -> int:
    from sipol.config import installation

    with installation.django_ready():
        from sipol.config.commands import access

        return access.grant_first(asked.email, asked.name)


if __name__ == "__main__":
    sys.exit(main())
