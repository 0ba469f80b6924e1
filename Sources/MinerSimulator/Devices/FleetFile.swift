internal import Glibc

/// The fleet as a CSV file, for import: `address,port,kind,model,serial,hashrate_ths,power_watts`.
enum FleetFile {
    /// The file's text. `kind` is the behaviour at the start.
    static func text(_ miners: [SimulatedMiner]) -> String {
        var text = "address,port,kind,model,serial,hashrate_ths,power_watts\n"
        for miner in miners {
            text +=
                "\(miner.address),\(miner.port),\(miner.behaviour),\(miner.model),\(miner.serial),\(miner.hashrateTHs),\(miner.powerWatts)\n"
        }
        return text
    }

    /// Writes it whole or not at all. Blocks.
    static func write(_ miners: [SimulatedMiner], path: String) throws(MinerSimulatorError) {
        let temporary = path + ".new"
        guard let file = fopen(temporary, "w") else { throw failed(temporary) }
        let bytes = Array(text(miners).utf8)
        let written = fwrite(bytes, 1, bytes.count, file)
        guard fclose(file) == 0, written == bytes.count, rename(temporary, path) == 0 else { throw failed(path) }
    }

    private static func failed(_ path: String) -> MinerSimulatorError {
        let code = errno
        return MinerSimulatorError(.file, "cannot write the fleet file \(path): \(String(cString: strerror(code)))", errorNumber: code)
    }
}
