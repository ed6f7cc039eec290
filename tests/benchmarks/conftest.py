"""Print the benchmarks as ratios of their medians, which is what carries from one machine to another."""


def pytest_terminal_summary(terminalreporter, config):
    session = getattr(config, "_benchmarksession", None)
    if session is None or not session.benchmarks:
        return
    write = terminalreporter.write_line
    groups = {}
    for bench in session.benchmarks:
        if "peak MB" in bench.extra_info:
            write(f"{bench.name}: peak {bench.extra_info['peak MB']:.2f} MB")
        elif bench.group:
            groups.setdefault(bench.group, []).append(bench)
    for group, (ours, *others) in groups.items():
        write(f"\n{group}")
        for bench in (ours, *others):
            name, ratio = bench.name.removeprefix("test_"), bench.stats.median / ours.stats.median
            write(f"  {name:20} median {bench.stats.median * 1e3:10.4f} ms   {ratio:6.2f} times the first")
