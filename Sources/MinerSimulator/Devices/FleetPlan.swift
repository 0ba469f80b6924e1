internal import CLinux
internal import Glibc

/// Deals the fleet: which device is which model, with which serial number, and how it behaves. The same options give the same fleet.
enum FleetPlan {
    /// The devices in their order.
    ///
    /// Throws `MinerSimulatorError` for options that cannot be.
    static func miners(_ options: MinerSimulatorOptions) throws(MinerSimulatorError) -> [SimulatedMiner] {
        let first = try firstAddress(options)
        let models = try models(options)
        let shares = try shares(options)
        let totalWeight = models.reduce(0) { $0 + $1.weight }
        return (0..<options.count).map { index in
            let seed = DriftNoise.hash(options.seed, UInt64(index))
            let model = pick(models, totalWeight, DriftNoise.hash(seed, 101))
            let bits = options.usesConsecutivePorts ? first : first + UInt32(index)
            return SimulatedMiner(
                index: index, address: text(bits),
                port: options.usesConsecutivePorts ? options.port + UInt16(index) : options.port,
                behaviour: behaviour(shares, seed),
                disobeys: DriftNoise.unit(seed, 105) * 100 < options.disobeyingPercent, model: model.catalogueName, capture: model.name,
                serial: model.serialPrefix + serialDigits(seed, index), hashrateTHs: model.hashrateTHs, powerWatts: model.powerWatts,
                seed: seed, addressBits: bits)
        }
    }

    private static func firstAddress(_ options: MinerSimulatorOptions) throws(MinerSimulatorError) -> UInt32 {
        var parsed = in_addr()
        guard inet_pton(AF_INET, options.firstAddress, &parsed) == 1, UInt32(bigEndian: parsed.s_addr) >> 24 == 127 else {
            throw MinerSimulatorError(.options, "first address '\(options.firstAddress)': expected an address of 127.0.0.0/8")
        }
        let first = UInt32(bigEndian: parsed.s_addr)
        guard options.count >= 1, options.count <= 65_536 else {
            throw MinerSimulatorError(.options, "count \(options.count): expected 1 to 65536")
        }
        guard (first + UInt32(options.count) - 1) >> 24 == 127 || options.usesConsecutivePorts else {
            throw MinerSimulatorError(.options, "\(options.count) addresses from \(options.firstAddress) leave 127.0.0.0/8")
        }
        guard options.disobeyingPercent >= 0, options.disobeyingPercent <= 100 else {
            throw MinerSimulatorError(.options, "percentage of disobeying devices: expected 0 to 100")
        }
        guard options.webPort == 0 && options.whatsminerPort == 0 || !options.usesConsecutivePorts else {
            throw MinerSimulatorError(.options, "web servers need addresses of their own: expected no web port with consecutive ports")
        }
        let others = [options.webPort, options.whatsminerPort].filter { $0 > 0 }
        guard !others.contains(options.port), Set(others).count == others.count else {
            throw MinerSimulatorError(.options, "ports of the API, the web servers and Whatsminers: expected three different ones")
        }
        guard options.port > 0, !options.usesConsecutivePorts || Int(options.port) + options.count - 1 <= 65_535 else {
            throw MinerSimulatorError(.options, "\(options.count) ports from \(options.port) pass 65535")
        }
        return first
    }

    private static func models(_ options: MinerSimulatorOptions) throws(MinerSimulatorError) -> [MinerModel] {
        guard !options.models.isEmpty else { return MinerModel.all }
        var chosen: [MinerModel] = []
        for name in options.models {
            guard let model = MinerModel.known.first(where: { $0.name == name }) else {
                let known = MinerModel.known.map(\.name).joined(separator: ", ")
                throw MinerSimulatorError(.options, "no model '\(name)'; known are \(known)")
            }
            chosen.append(model)
        }
        return chosen
    }

    private static func shares(_ options: MinerSimulatorOptions) throws(MinerSimulatorError) -> [(percent: Double, DeviceBehaviour?)] {
        let shares: [(percent: Double, DeviceBehaviour?)] = [
            (options.deadPercent, .dead), (options.refusingPercent, .refusing), (options.blackholedPercent, .blackholed),
            (options.drippingPercent, .dripping), (options.lyingPercent, nil),
        ]
        guard shares.allSatisfy({ $0.percent >= 0 }), shares.reduce(0, { $0 + $1.percent }) <= 100 else {
            throw MinerSimulatorError(.options, "percentages of misbehaving devices: expected each from 0, together at most 100")
        }
        return shares
    }

    /// nil in the shares stands for one of the lies.
    private static func behaviour(_ shares: [(percent: Double, DeviceBehaviour?)], _ seed: UInt64) -> DeviceBehaviour {
        let place = DriftNoise.unit(seed, 102) * 100
        var sum = 0.0
        for (percent, behaviour) in shares {
            sum += percent
            if place < sum {
                let lies = DeviceBehaviour.lying
                return behaviour ?? lies[Int(DriftNoise.hash(seed, 103) % UInt64(lies.count))]
            }
        }
        return .healthy
    }

    private static func pick(_ models: [MinerModel], _ totalWeight: Int, _ random: UInt64) -> MinerModel {
        var place = Int(random % UInt64(totalWeight))
        for model in models {
            place -= model.weight
            if place < 0 { return model }
        }
        return models[0]
    }

    private static func text(_ bits: UInt32) -> String {
        [24, 16, 8, 0].map { String((bits >> UInt32($0)) & 255) }.joined(separator: ".")
    }

    /// Nine letters and digits of the seed, then the place in the fleet, so that no two are the same.
    private static func serialDigits(_ seed: UInt64, _ index: Int) -> String {
        let alphabet = Array("ABCDEFGHJKLMNPQRSTUVWXYZ23456789")
        let random = DriftNoise.hash(seed, 104)
        let letters = (0..<6).map { alphabet[Int((random >> (UInt64($0) * 5)) & 31)] }
        let number = String(index)
        return String(letters) + String(repeating: "0", count: max(0, 5 - number.count)) + number
    }
}
