internal import EventLoop

/// A device: its ports, its connections, and its state.
///
/// `@unchecked Sendable`: touched by its loop's thread alone.
final class SimulatedDevice: @unchecked Sendable {
    let miner: SimulatedMiner
    let book: ReplyBook
    var state: DeviceState
    private(set) var behaviour: DeviceBehaviour
    private unowned let play: PlayLoop
    private var ports: [DevicePort] = []
    private var connections: [ObjectIdentifier: SimulatedConnection] = [:]

    init(_ miner: SimulatedMiner, book: ReplyBook, play: PlayLoop) {
        self.miner = miner
        self.book = book
        self.play = play
        behaviour = miner.behaviour
        let family = book.model.family
        state = DeviceState(password: family.password, nameplateWatts: miner.powerWatts, disobeys: miner.disobeys)
        if family != .whatsminerFrames {
            ports = [DevicePort(miner.port, family == .epic ? .http : .commands, device: self, play: play)]
        }
        if family.hasWebServer, play.options.webPort > 0 { ports.append(DevicePort(play.options.webPort, .http, device: self, play: play)) }
        if family == .whatsminerV3 || family == .whatsminerFrames, play.options.whatsminerPort > 0 {
            ports.append(DevicePort(play.options.whatsminerPort, .frames, device: self, play: play))
        }
    }

    /// Opens the ports, unless the device refuses. Throws `MinerSimulatorError`; nothing stays open then.
    func open() throws(MinerSimulatorError) {
        guard behaviour != .refusing else { return }
        do {
            for port in ports { try port.open(isBlackhole: behaviour == .blackholed) }
        } catch {
            close()
            throw error
        }
    }

    /// Closes the ports and all connections.
    func close() {
        for port in ports { port.close() }
        for connection in connections.values { connection.close() }
        connections.removeAll()
    }

    /// Behaves otherwise from now on; connections under way are dropped. Throws `MinerSimulatorError`.
    func change(to behaviour: DeviceBehaviour) throws(MinerSimulatorError) {
        close()
        self.behaviour = behaviour
        try open()
    }

    /// Changes the state as if a person stood before the device; a device that disobeys does so only to orders that come by the network.
    func apply(_ change: StateChange) {
        let now = EventLoop.nowNanos()
        let disobeys = state.disobeys
        state.disobeys = false
        defer { state.disobeys = change == .disobey || disobeys && change != .obey }
        switch change {
        case .sleep: state.sleep(true, at: now, play.options)
        case .wake: state.sleep(false, at: now, play.options)
        case .restart: state.restart(at: now, play.options)
        case .password(let text):
            state.password = text
            state.tokens.removeAll()
        case .workMode(let mode): state.work(in: mode)
        case .disobey, .obey: break
        }
    }

    /// One line for the control socket.
    var stateText: String {
        let level = Int((state.level(at: EventLoop.nowNanos()) * 100).rounded())
        let limit = state.powerLimitWatts.map { " limit=\($0)W" } ?? ""
        let pool = state.pools?.first.map { " pool=\($0.url)" } ?? ""
        return "ok \(state.isAsleep ? "asleep" : "awake") level=\(level)%\(state.disobeys ? " disobeys" : "")\(limit)\(pool)"
    }

    func accepted(_ descriptor: Int32, on port: DevicePort) {
        play.counters.accepted += 1
        play.counters.open += 1
        let connection = SimulatedConnection(descriptor, device: self, speech: port.speech, play: play)
        connections[ObjectIdentifier(connection)] = connection
        connection.begin()
    }

    func ended(_ connection: SimulatedConnection) {
        if connections.removeValue(forKey: ObjectIdentifier(connection)) != nil { play.counters.open -= 1 }
    }
}
