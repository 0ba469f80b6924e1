import Glibc

/// Seconds of CLOCK_MONOTONIC.
func monotonicSeconds() -> Double { seconds(CLOCK_MONOTONIC) }

/// Processor seconds of this process.
func processorSeconds() -> Double { seconds(CLOCK_PROCESS_CPUTIME_ID) }

private func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
}
