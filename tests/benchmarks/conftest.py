"""Print what was measured: rules as ratios of their medians, which is what carries from one machine to another, and
the built pages beside the limits that they are to keep.
"""


def pytest_terminal_summary(terminalreporter, config):
    write = terminalreporter.write_line
    session, groups = getattr(config, "_benchmarksession", None), {}
    for bench in session.benchmarks if session else []:
        if "peak MB" in bench.extra_info:
            write(f"{bench.name}: peak {bench.extra_info['peak MB']:.2f} MB")
        elif bench.group:
            groups.setdefault(bench.group, []).append(bench)
    for group, (ours, *others) in groups.items():
        write(f"\n{group}")
        for bench in (ours, *others):
            name, ratio = bench.name.removeprefix("test_"), bench.stats.median / ours.stats.median
            write(f"  {name:20} median {bench.stats.median * 1e3:10.4f} ms   {ratio:6.2f} times the first")
