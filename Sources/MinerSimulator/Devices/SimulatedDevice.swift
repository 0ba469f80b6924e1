internal import EventLoop
internal import Glibc

/// A device's listening side.
///
/// `@unchecked Sendable`: touched by its loop's thread alone.
final class SimulatedDevice: EventHandler, @unchecked Sendable {
    /// Connections taken in one turn, so that others get theirs.
    private static let acceptsPerTurn = 16

    let miner: SimulatedMiner
    let book: ReplyBook
    private(set) var behaviour: DeviceBehaviour
    private unowned let play: PlayLoop
    private var listener: ListeningSocket?
    private var connections: [ObjectIdentifier: SimulatedConnection] = [:]

    init(_ miner: SimulatedMiner, book: ReplyBook, play: PlayLoop) {
        self.miner = miner
        self.book = book
        self.play = play
        behaviour = miner.behaviour
    }

    /// Opens the port, unless the device refuses. Throws `MinerSimulatorError`.
    func open() throws(MinerSimulatorError) {
        guard behaviour != .refusing else { return }
        let opened = try ListeningSocket(miner, isBlackhole: behaviour == .blackholed)
        listener = opened
        if behaviour != .blackholed { play.loop.register(opened.descriptor, .read, self) }
    }

    /// Closes the port and all connections.
    func close() {
        if let listener {
            play.loop.unregister(listener.descriptor)
            listener.close()
        }
        listener = nil
        for connection in connections.values { connection.close() }
        connections.removeAll()
    }

    /// Behaves otherwise from now on; connections under way are dropped. Throws `MinerSimulatorError`.
    func change(to behaviour: DeviceBehaviour) throws(MinerSimulatorError) {
        close()
        self.behaviour = behaviour
        try open()
    }

    func ready(_ events: Interest) {
        for _ in 0..<SimulatedDevice.acceptsPerTurn {
            guard let descriptor = listener?.accept() else { return }
            play.counters.accepted += 1
            play.counters.open += 1
            let connection = SimulatedConnection(descriptor, device: self, play: play)
            connections[ObjectIdentifier(connection)] = connection
            connection.begin()
        }
    }

    func ended(_ connection: SimulatedConnection) {
        if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil { play.counters.open -= 1 }
    }
}
