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
    func compose(_ device: SimulatedDevice, _ speech: DevicePort.Speech, _ request: UnsafeRawBufferPointer) {
        scratch.removeAll(keepingCapacity: true)
        let endingCount = speech == .commands ? device.book.model.ending.bytes.count : 0
        switch device.behaviour {
        case .garbage:
            scratch.append(contentsOf: "garbage \u{FFFD} ".utf8)
            for place in 0..<256 { scratch.append(UInt8(truncatingIfNeeded: DriftNoise.hash(device.miner.seed, UInt64(place))) | 0x80) }
        case .quirk(let name):
            guard let quirk = Captures.wireQuirks.first(where: { $0.command == name }) else { return }
            scratch.append(contentsOf: quirk.bytes)
            if quirk.endsWithNUL { scratch.append(0) }
        case .truncated:
            answer(device, speech, request)
            scratch.removeLast(scratch.count - scratch.count / 2)
        case .oversized:
            answer(device, speech, request)
            let ending = Array(scratch.suffix(endingCount))
            scratch.removeLast(endingCount)
            scratch.append(contentsOf: [UInt8](repeating: UInt8(ascii: " "), count: 1_200_000))
            scratch.append(contentsOf: ending)
        case .neverEnding:
            answer(device, speech, request)
            scratch.removeLast(endingCount)
        case .healthy, .implausible, .weak, .stoppedFan, .dripping, .dead, .refusing, .blackholed:
            answer(device, speech, request)
        }
    }

    /// Whether a request that may come in pieces has come whole, or never will.
    static func isWhole(_ bytes: [UInt8], _ speech: DevicePort.Speech) -> Bool {
        switch speech {
        case .commands: true
        case .http: HTTPRequest.parse(bytes) != .incomplete
        case .frames: WhatsminerV3Control.isWhole(bytes)
        }
    }

    private func answer(_ device: SimulatedDevice, _ speech: DevicePort.Speech, _ request: UnsafeRawBufferPointer) {
        let here = OrderSurroundings(
            moment: Moment(nanos: EventLoop.nowNanos(), unixSeconds: time(nil)), options: options, seed: device.miner.seed,
            software: device.book.model.software)
        let family = device.book.model.family
        switch speech {
        case .commands:
            if family != .none,
                let ordered = CommandControl.answer(
                    String(decoding: request.prefix { $0 != 0 }, as: UTF8.self), family, &device.state, here)
            {
                scratch += ordered
                scratch += device.book.model.ending.bytes
            } else {
                read(CommandRequest(request, acceptsShortKey: device.book.acceptsShortKey), of: device, at: here.moment)
            }
        case .http:
            guard case .request(let request) = HTTPRequest.parse(Array(request)) else {
                scratch += HTTPAnswer(400).bytes
                return
            }
            scratch += answer(request, family, device, here).bytes
        case .frames:
            let request = Array(request)
            guard let command = WhatsminerV3Control.reading(request), device.book.templates[command] != nil else {
                scratch += WhatsminerV3Control.answer(request, &device.state, here)
                return
            }
            read(.commands([command], isJSON: true), of: device, at: here.moment)
            let content = WhatsminerV3Control.salted(scratch, here)
            scratch = WhatsminerV3Control.frame(content)
        }
    }

    private func answer(_ request: HTTPRequest, _ family: ControlFamily, _ device: SimulatedDevice, _ here: OrderSurroundings) -> HTTPAnswer
    {
        guard family == .epic else { return WebControl.answer(request, family, &device.state, here) }
        if let ordered = EpicControl.answer(request, &device.state, here) { return ordered }
        // What others answer to commands, PowerPlay answers to paths.
        guard request.method == "GET", device.book.templates[String(request.path.dropFirst())] != nil else { return HTTPAnswer(404) }
        read(.commands([String(request.path.dropFirst())], isJSON: true), of: device, at: here.moment)
        defer { scratch.removeAll(keepingCapacity: true) }
        return HTTPAnswer(200, String(decoding: scratch, as: UTF8.self))
    }

    /// Appends what the device tells about itself now.
    private func read(_ request: CommandRequest, of device: SimulatedDevice, at moment: Moment) {
        let isImplausible = device.behaviour == .implausible
        let isWeak = device.behaviour == .weak
        let hasStoppedFan = device.behaviour == .stoppedFan
        let state = device.state
        let level = state.level(at: moment.nanos)
        let readings =
            options.drifts || isImplausible || isWeak || hasStoppedFan || state.isTouched
            ? DriftReadings(
                seed: device.miner.seed, unixSeconds: Double(moment.unixSeconds), runSeconds: Double(moment.nanos - startedNanos) / 1e9,
                isImplausible: isImplausible, isWeak: isWeak, hasStoppedFan: hasStoppedFan, level: level,
                restartSeconds: state.restartedNanos.map { Double(moment.nanos - min($0, moment.nanos)) / 1e9 }) : nil
        device.book.answer(request, readings: readings, unixSeconds: moment.unixSeconds, into: &scratch)
        guard state.isTouched else { return }
        scratch = StatePatch.apply(state, level: level, family: device.book.model.family, to: scratch)
    }

    /// Time to an answer: the shortest one plus an exponential part.
    func answerDelayNanos() -> UInt64 {
        guard options.meanDelayMilliseconds > 0 else { return 0 }
        let spread = max(0, options.meanDelayMilliseconds - options.minimumDelayMilliseconds)
        let milliseconds = options.minimumDelayMilliseconds - log(1 - Double.random(in: 0..<1)) * spread
        return UInt64(milliseconds * 1e6)
    }
}
