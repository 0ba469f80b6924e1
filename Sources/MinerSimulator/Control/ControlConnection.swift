internal import EventLoop
internal import Glibc

/// One client of the control socket.
///
/// `@unchecked Sendable`: touched by its loop's thread alone; answers from other loops are handed over to it.
final class ControlConnection: EventHandler, @unchecked Sendable {
    private static let longestLine = 1_024

    private var descriptor: Int32
    private let loop: EventLoop
    private unowned let simulator: MinerSimulator
    private var line: [UInt8] = []
    /// Lines that wait for the answer to the one before them.
    private var waiting: [String] = []
    private var isBusy = false

    init(_ descriptor: Int32, loop: EventLoop, simulator: MinerSimulator) {
        self.descriptor = descriptor
        self.loop = loop
        self.simulator = simulator
    }

    func ready(_ events: Interest) {
        var buffer = [UInt8](repeating: 0, count: ControlConnection.longestLine)
        let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
        if count < 0 && (errno == EAGAIN || errno == EINTR) { return }
        guard count > 0 else { return close() }
        for byte in buffer[..<count] {
            if byte == 0x0A {
                waiting.append(String(decoding: line, as: UTF8.self))
                line.removeAll()
            } else {
                line.append(byte)
            }
        }
        if line.count > ControlConnection.longestLine { return close() }
        performNext()
    }

    private func performNext() {
        while !isBusy, !waiting.isEmpty { perform(ControlCommand(waiting.removeFirst())) }
    }

    private func perform(_ command: ControlCommand) {
        switch command {
        case .invalid(let reason): answer("error \(reason)")
        case .count: answer("ok \(simulator.miners.count)")
        case .get(let index):
            guard simulator.miners.indices.contains(index) else { return answer("error no device \(index)") }
            let miner = simulator.miners[index]
            answer("ok \(miner.address) \(miner.port) \(miner.serial) \(miner.model)")
        case .set(let index, let behaviour):
            isBusy = true
            simulator.set(index, to: behaviour) { problem in self.finish(problem.map { "error \($0)" } ?? "ok") }
        case .state(let index):
            isBusy = true
            simulator.withDevice(index) {
                $0.stateText
            } completion: {
                self.finish($0)
            }
        case .change(let index, let change):
            isBusy = true
            simulator.withDevice(index) { device in
                device.apply(change)
                return "ok"
            } completion: {
                self.finish($0)
            }
        }
    }

    /// The answer of another loop; the next line's turn.
    private func finish(_ text: String) {
        loop.execute {
            self.isBusy = false
            self.answer(text)
            self.performNext()
        }
    }

    /// Answers are short; a client that does not read them loses them.
    private func answer(_ text: String) {
        guard descriptor >= 0 else { return }
        let bytes = Array((text + "\n").utf8)
        _ = send(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT))
    }

    private func close() {
        guard descriptor >= 0 else { return }
        loop.unregister(descriptor)
        Glibc.close(descriptor)
        descriptor = -1
    }
}
