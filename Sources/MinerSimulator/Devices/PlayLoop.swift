internal import EventLoop
internal import Glibc

/// What the devices of one loop share.
///
/// `@unchecked Sendable`: after `init` touched by the loop's thread alone.
final class PlayLoop: @unchecked Sendable {
    let loop: EventLoop
    let books: [String: ReplyBook]
    let options: MinerSimulatorOptions
    let startedNanos: UInt64
    var counters = MinerSimulatorCounters()
    var devices: [Int: SimulatedDevice] = [:]
    /// Replies are made here and mostly sent at once.
    var scratch: [UInt8] = []
    let requestBuffer = UnsafeMutableRawBufferPointer.allocate(byteCount: CommandRequest.longest, alignment: 16)

    init(loop: EventLoop, books: [String: ReplyBook], options: MinerSimulatorOptions, startedNanos: UInt64) {
        self.loop = loop
        self.books = books
        self.options = options
        self.startedNanos = startedNanos
        scratch.reserveCapacity(65_536)
    }

    deinit { requestBuffer.deallocate() }

    /// Makes the wire answer of a device to a request in `scratch`.
    func compose(_ device: SimulatedDevice, _ request: UnsafeRawBufferPointer) {
        scratch.removeAll(keepingCapacity: true)
        switch device.behaviour {
        case .garbage:
            scratch.append(contentsOf: "garbage \u{FFFD} ".utf8)
            for place in 0..<256 { scratch.append(UInt8(truncatingIfNeeded: DriftNoise.hash(device.miner.seed, UInt64(place))) | 0x80) }
        case .quirk(let name):
            guard let quirk = Captures.wireQuirks.first(where: { $0.command == name }) else { return }
            scratch.append(contentsOf: quirk.bytes)
            if quirk.endsWithNUL { scratch.append(0) }
        case .truncated:
            answer(device, request)
            scratch.removeLast(scratch.count - scratch.count / 2)
        case .oversized:
            answer(device, request)
            let ending = device.book.model.ending.bytes
            scratch.removeLast(ending.count)
            scratch.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: 1_200_000))
            scratch.append(contentsOf: ending)
        case .neverEnding:
            answer(device, request)
            scratch.removeLast(device.book.model.ending.bytes.count)
        case .healthy, .implausible, .dripping, .dead, .refusing, .blackholed:
            answer(device, request)
        }
    }

    private func answer(_ device: SimulatedDevice, _ request: UnsafeRawBufferPointer) {
        let unixSeconds = time(nil)
        let isImplausible = device.behaviour == .implausible
        let readings =
            options.drifts || isImplausible
            ? DriftReadings(
                seed: device.miner.seed, unixSeconds: Double(unixSeconds),
                runSeconds: Double(EventLoop.nowNanos() - startedNanos) / 1e9, isImplausible: isImplausible) : nil
        device.book.answer(
            CommandRequest(request, acceptsShortKey: device.book.acceptsShortKey), readings: readings, unixSeconds: unixSeconds,
            into: &scratch)
    }

    /// Time to an answer: the shortest one plus an exponential part.
    func answerDelayNanos() -> UInt64 {
        guard options.meanDelayMilliseconds > 0 else { return 0 }
        let spread = max(0, options.meanDelayMilliseconds - options.minimumDelayMilliseconds)
        let milliseconds = options.minimumDelayMilliseconds - log(1 - Double.random(in: 0..<1)) * spread
        return UInt64(milliseconds * 1e6)
    }
}
