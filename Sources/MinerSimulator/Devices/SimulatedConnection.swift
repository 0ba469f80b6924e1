internal import EventLoop
internal import Glibc

/// One connection to a device: reads a request, answers as the device behaves, closes; where frames are spoken it waits for the next request.
///
/// `@unchecked Sendable`: touched by its loop's thread alone.
final class SimulatedConnection: EventHandler, @unchecked Sendable {
    private static let sendFlags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
    private static let receiveFlags = Int32(MSG_DONTWAIT)
    private static let endlessPauseNanos: UInt64 = 20_000_000
    private static let endlessChunk = [UInt8](repeating: UInt8(ascii: " "), count: 4_096)

    private var descriptor: Int32
    private let device: SimulatedDevice
    private let play: PlayLoop
    private let speech: DevicePort.Speech
    /// What came of a request that comes in pieces.
    private var received: [UInt8] = []
    private var isRegistered = false
    private var hasRequest = false
    /// What is still to be sent, from `sentCount` on.
    private var output: [UInt8] = []
    private var sentCount = 0

    init(_ descriptor: Int32, device: SimulatedDevice, speech: DevicePort.Speech, play: PlayLoop) {
        self.speech = speech
        self.descriptor = descriptor
        self.device = device
        self.play = play
    }

    /// The request mostly waits already.
    func begin() { readRequest() }

    func ready(_ events: Interest) {
        if !hasRequest { return readRequest() }
        if device.behaviour == .dead || !events.isDisjoint(with: [.error, .hangup]) { return watchForClose() }
        send()
    }

    /// Ends the connection, whatever its state. A second call does nothing.
    func close() {
        guard descriptor >= 0 else { return }
        if isRegistered { play.loop.unregister(descriptor) }
        Glibc.close(descriptor)
        descriptor = -1
        device.ended(self)
    }

    private func readRequest() {
        let buffer = play.requestBuffer
        let count = recv(descriptor, buffer.baseAddress, buffer.count, SimulatedConnection.receiveFlags)
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return wait(for: .read) }
        guard count > 0 else { return close() }
        if device.behaviour == .dead {
            hasRequest = true
            return wait(for: .read)
        }
        if speech == .commands {
            play.compose(device, speech, UnsafeRawBufferPointer(rebasing: buffer[..<count]))
        } else {
            received += buffer[..<count]
            guard PlayLoop.isWhole(received, speech) else { return wait(for: .read) }
            received.withUnsafeBytes { play.compose(device, speech, $0) }
        }
        hasRequest = true
        let delay = play.answerDelayNanos()
        if delay > 0 || device.behaviour == .dripping {
            output = play.scratch
            if isRegistered {
                play.loop.unregister(descriptor)
                isRegistered = false
            }
            play.loop.schedule(atNanos: EventLoop.nowNanos() &+ delay) { self.send() }
        } else {
            sendAtOnce()
        }
    }

    /// Sends straight from the shared buffer; only what the kernel does not take is kept.
    private func sendAtOnce() {
        let count = play.scratch.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress, $0.count, SimulatedConnection.sendFlags) }
        if count < 0 && errno != EAGAIN && errno != EINTR { return close() }
        let taken = max(0, count)
        play.counters.sentBytes += taken
        if taken == play.scratch.count { return finished() }
        output = Array(play.scratch.dropFirst(taken))
        wait(for: .write)
    }

    private func send() {
        guard descriptor >= 0 else { return }
        let isDripping = device.behaviour == .dripping
        let end = isDripping ? min(sentCount + 1, output.count) : output.count
        let count = output.withUnsafeBytes {
            Glibc.send(descriptor, $0.baseAddress?.advanced(by: sentCount), end - sentCount, SimulatedConnection.sendFlags)
        }
        if count < 0 && errno != EAGAIN && errno != EINTR { return close() }
        sentCount += max(0, count)
        play.counters.sentBytes += max(0, count)
        if sentCount == output.count { return finished() }
        if isDripping {
            play.loop.schedule(atNanos: EventLoop.nowNanos() &+ UInt64(max(1, play.options.dripMilliseconds)) * 1_000_000) { self.send() }
        } else {
            wait(for: .write)
        }
    }

    private func finished() {
        guard device.behaviour == .neverEnding else {
            play.counters.replied += 1
            return keepsOpen ? awaitNext() : close()
        }
        output = SimulatedConnection.endlessChunk
        sentCount = 0
        wait(for: [])
        play.loop.schedule(atNanos: EventLoop.nowNanos() &+ SimulatedConnection.endlessPauseNanos) { self.send() }
    }

    /// MicroBT's API 3 leaves the connection to its client; an answer that is no whole frame ends with it.
    private var keepsOpen: Bool { speech == .frames && [.healthy, .weak, .stoppedFan, .implausible, .dripping].contains(device.behaviour) }

    private func awaitNext() {
        received = []
        hasRequest = false
        (output, sentCount) = ([], 0)
        wait(for: .read)
    }

    /// A dead device takes whatever comes and notices only that the other side leaves.
    private func watchForClose() {
        let buffer = play.requestBuffer
        let count = recv(descriptor, buffer.baseAddress, buffer.count, SimulatedConnection.receiveFlags)
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { close() }
    }

    private func wait(for interest: Interest) {
        if isRegistered {
            play.loop.update(descriptor, interest)
        } else {
            isRegistered = true
            play.loop.register(descriptor, interest, self)
        }
    }
}
