import CLinux
import Glibc
import Testing

@testable import HostPlugins

@Suite("The clock of a call") struct CallStartTests {
    @Test("tells the time that the kernel's clock tells, to a thousandth, and begins a few milliseconds early at most") func agrees() async
    {
        linux_measure_ticks()
        for _ in 0..<5 {
            let before = monotonicNanos()
            let start = CallStart.now()
            let after = monotonicNanos()
            usleep(20_000)
            let (least, told, most) = (monotonicNanos() - after, start.elapsedNanos(), monotonicNanos() - before)
            #expect(told >= least - least / 1_000 && told <= most + most / 1_000)
            #expect(start.nanos <= after && start.nanos + 20_000_000 >= before)
        }
    }
}
