import PluginKit

/// As it is kept between two pages of one plan: the miners in columns and the hours, as JSON.
extension OptimizationOutcome {
    /// The plan as bytes.
    var keptBytes: [UInt8] {
        var json = JSONWriter(capacity: 64 * miners.count + 24 * (miners.count + 256))
        json.object { json in
            json.field("gross", grossHashprice)
            json.field("net", hashprice)
            json.field("of_all", plan.profitOfAll)
            json.array("ids") { json in for miner in miners { json.value(miner.id) } }
            json.array("serials") { json in for miner in miners { json.value(miner.serialNumber) } }
            json.array("hashrates") { json in for miner in miners { json.value(miner.hashrateTHs) } }
            json.array("powers") { json in for miner in miners { json.value(miner.powerWatts) } }
            json.field("nameplates", Self.text(miners.map(\.isNameplate)))
            json.array("hours") { json in
                for hour in plan.hours {
                    json.object { json in
                        json.field("price", hour.price)
                        json.field("runs", Self.text(hour.runs))
                        json.field("profit", hour.profit)
                        json.field("bound", hour.bound)
                        json.field("is_optimal", hour.isOptimal)
                        json.field("power", hour.powerWatts)
                        json.field("hashrate", hour.hashrateTHs)
                    }
                }
            }
        }
        return json.bytes
    }

    /// The plan of such bytes; nil if they are none.
    init?(keptBytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: keptBytes), let gross = json["gross"]?.number, let net = json["net"]?.number,
            let ofAll = json["of_all"]?.number, let miners = Self.miners(json),
            let hours = json["hours"]?.array?.compactMap({ Self.hour($0, of: miners.count) }), hours.count == json["hours"]?.array?.count
        else { return nil }
        self.init(miners, plan: RunPlan(hours: hours, profitOfAll: ofAll), grossHashprice: gross, hashprice: net)
    }

    private static func miners(_ json: JSONValue) -> [OptimizedMiner]? {
        guard let ids = json["ids"]?.array, let serials = json["serials"]?.array, let hashrates = json["hashrates"]?.array,
            let powers = json["powers"]?.array, let nameplates = flags(json["nameplates"]), serials.count == ids.count,
            hashrates.count == ids.count, powers.count == ids.count, nameplates.count == ids.count
        else { return nil }
        let miners = ids.indices.compactMap { index -> OptimizedMiner? in
            guard let id = ids[index].integer, let serial = serials[index].string, let hashrate = hashrates[index].number,
                let power = powers[index].number
            else { return nil }
            return OptimizedMiner(
                id: id, serialNumber: serial, hashrateTHs: hashrate, powerWatts: power, isNameplate: nameplates[index])
        }
        return miners.count == ids.count ? miners : nil
    }

    private static func hour(_ json: JSONValue, of miners: Int) -> RunPlan.Hour? {
        guard let price = json["price"]?.number, let runs = flags(json["runs"]), runs.count == miners, let profit = json["profit"]?.number,
            let bound = json["bound"]?.number, let isOptimal = json["is_optimal"]?.boolean, let power = json["power"]?.number,
            let hashrate = json["hashrate"]?.number
        else { return nil }
        return RunPlan.Hour(
            price: price, runs: runs, profit: profit, bound: bound, isOptimal: isOptimal, powerWatts: power, hashrateTHs: hashrate)
    }

    private static func text(_ flags: [Bool]) -> String {
        String(decoding: flags.map { $0 ? UInt8(ascii: "1") : UInt8(ascii: "0") }, as: UTF8.self)
    }

    private static func flags(_ json: JSONValue?) -> [Bool]? { json?.string.map { $0.utf8.map { $0 == UInt8(ascii: "1") } } }
}
