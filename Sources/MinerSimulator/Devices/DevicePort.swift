internal import EventLoop

/// One port of a device: its listening socket, and what is spoken there.
///
/// `@unchecked Sendable`: touched by its loop's thread alone.
final class DevicePort: EventHandler, @unchecked Sendable {
    /// What is spoken on a port.
    enum Speech: Sendable, Equatable {
        /// The CGMiner API: a request comes in one piece.
        case commands
        case http
        /// MicroBT's API 3: four bytes of length, then as many bytes.
        case frames
    }

    /// Connections taken in one turn, so that others get theirs.
    private static let acceptsPerTurn = 16

    let number: UInt16
    let speech: Speech
    private unowned let device: SimulatedDevice
    private unowned let play: PlayLoop
    private var listener: ListeningSocket?

    init(_ number: UInt16, _ speech: Speech, device: SimulatedDevice, play: PlayLoop) {
        self.number = number
        self.speech = speech
        self.device = device
        self.play = play
    }

    /// Throws `MinerSimulatorError`.
    func open(isBlackhole: Bool) throws(MinerSimulatorError) {
        let opened = try ListeningSocket(device.miner, port: number, isBlackhole: isBlackhole)
        listener = opened
        if !isBlackhole { play.loop.register(opened.descriptor, .read, self) }
    }

    func close() {
        if let listener {
            play.loop.unregister(listener.descriptor)
            listener.close()
        }
        listener = nil
    }

    func ready(_ events: Interest) {
        for _ in 0..<DevicePort.acceptsPerTurn {
            guard let descriptor = listener?.accept() else { return }
            device.accepted(descriptor, on: self)
        }
    }
}
