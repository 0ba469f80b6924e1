internal import EventLoop
internal import Glibc
internal import Synchronization

/// A fleet of miners on loopback addresses, playing the captured replies of real devices.
///
/// Every device has a listening socket of its own, so an address without a device refuses and a device can fail by itself. Needs one
/// descriptor per device and one per connection; `start()` raises the limit of open files as far as it may.
package final class MinerSimulator: Sendable {
    private struct Running {
        let group: EventLoopGroup
        let plays: [PlayLoop]
        let control: ControlSocket?
    }

    /// The fleet as it was dealt.
    package let miners: [SimulatedMiner]
    private let options: MinerSimulatorOptions
    private let running = Mutex<Running?>(nil)

    /// Deals the fleet; opens nothing yet.
    ///
    /// Throws `MinerSimulatorError` for options that cannot be.
    package init(_ options: MinerSimulatorOptions) throws(MinerSimulatorError) {
        self.options = options
        miners = try FleetPlan.miners(options)
    }

    /// Opens all devices; when it returns they answer.
    ///
    /// Throws `MinerSimulatorError` or `EventLoopError`; nothing stays open then. Blocks until all ports are open.
    package func start() throws {
        let needed = rlim_t(miners.count * 2 + 16_384)
        var limit = rlimit()
        if getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0, limit.rlim_cur < needed {
            limit.rlim_cur = min(needed, limit.rlim_max)
            _ = setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        }
        let group = try EventLoopGroup(count: options.loopCount, name: "miners")
        let used = Set(miners.map(\.capture))
        let books = Dictionary(uniqueKeysWithValues: MinerModel.known.filter { used.contains($0.name) }.map { ($0.name, ReplyBook($0)) })
        let started = EventLoop.nowNanos()
        let plays = group.loops.map { PlayLoop(loop: $0, books: books, options: options, startedNanos: started) }
        do {
            for (number, play) in plays.enumerated() {
                let share = miners.filter { $0.index % plays.count == number }
                try MinerSimulator.onLoop(play) { play in
                    for miner in share {
                        guard let book = play.books[miner.capture] else { continue }
                        let device = SimulatedDevice(miner, book: book, play: play)
                        try device.open()
                        play.devices[miner.index] = device
                    }
                }
            }
            let control = try options.controlSocketPath.map { try ControlSocket($0, simulator: self, loop: group.loops[0]) }
            running.withLock { $0 = Running(group: group, plays: plays, control: control) }
        } catch {
            MinerSimulator.stop(Running(group: group, plays: plays, control: nil))
            throw error
        }
    }

    /// Closes all devices and ends the threads. Blocks shortly; not from the simulator's own loops. A second call does nothing.
    package func stop() {
        guard let stopped = running.withLock({ running in running.take() }) else { return }
        MinerSimulator.stop(stopped)
    }

    /// Makes one device behave otherwise from now on; its connections are dropped.
    ///
    /// Throws `MinerSimulatorError` if there is no such device or its port cannot be opened again. Blocks shortly; not from the
    /// simulator's own loops.
    package func set(_ index: Int, to behaviour: DeviceBehaviour) throws {
        let play = try play(of: index)
        try MinerSimulator.onLoop(play) { try $0.devices[index]?.change(to: behaviour) }
    }

    /// As `set`, for a caller on one of the loops: `completion` gets the error's message or nil.
    func set(_ index: Int, to behaviour: DeviceBehaviour, completion: @escaping @Sendable (String?) -> Void) {
        do {
            let play = try play(of: index)
            play.loop.execute {
                do {
                    try play.devices[index]?.change(to: behaviour)
                    completion(nil)
                } catch {
                    completion(String(describing: error))
                }
            }
        } catch {
            completion(String(describing: error))
        }
    }

    /// Changes the state of one device from now on.
    ///
    /// Throws `MinerSimulatorError` if there is no such device. Blocks shortly; not from the simulator's own loops.
    package func change(_ index: Int, _ change: StateChange) throws {
        try MinerSimulator.onLoop(try play(of: index)) { $0.devices[index]?.apply(change) }
    }

    /// Asks or changes one device on its loop: `completion` gets the answer there, or `error …` at once.
    func withDevice(
        _ index: Int, _ body: @escaping @Sendable (SimulatedDevice) -> String, completion: @escaping @Sendable (String) -> Void
    ) {
        do {
            let play = try play(of: index)
            play.loop.execute { completion(play.devices[index].map(body) ?? "error no device \(index)") }
        } catch {
            completion("error \(error)")
        }
    }

    /// What all devices together have done. Blocks shortly; not from the simulator's own loops.
    package var counters: MinerSimulatorCounters {
        let plays = running.withLock { $0?.plays ?? [] }
        var sum = MinerSimulatorCounters()
        for play in plays {
            let counters = try? MinerSimulator.onLoop(play) { $0.counters }
            sum = sum + (counters ?? MinerSimulatorCounters())
        }
        return sum
    }

    /// Writes the fleet as CSV: `address,port,kind,model,serial,hashrate_ths,power_watts`.
    ///
    /// Throws `MinerSimulatorError`. Blocks.
    package func writeFleet(path: String) throws(MinerSimulatorError) {
        try FleetFile.write(miners, path: path)
    }

    private func play(of index: Int) throws(MinerSimulatorError) -> PlayLoop {
        guard miners.indices.contains(index) else {
            throw MinerSimulatorError(.options, "no device \(index): expected 0 to \(miners.count - 1)")
        }
        guard let plays = running.withLock({ $0?.plays }) else { throw MinerSimulatorError(.options, "the simulator does not run") }
        return plays[index % plays.count]
    }

    private static func stop(_ running: Running) {
        running.control?.close()
        for play in running.plays {
            try? onLoop(play) { play in
                for device in play.devices.values { device.close() }
                play.devices.removeAll()
            }
        }
        running.group.shutdown()
    }

    /// Runs `work` on the loop and waits for it.
    private static func onLoop<T: Sendable>(_ play: PlayLoop, _ work: @escaping @Sendable (PlayLoop) throws -> T) throws -> T {
        let answer = LoopAnswer<T>()
        play.loop.execute { answer.fulfil(Result { try work(play) }) }
        return try answer.wait()
    }
}
