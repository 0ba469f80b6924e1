import PluginKit

/// The settings of VNish, as far as pools and presets go: read as JSON, changed byte for byte.
///
/// Source: github.com/256foundation/asic-rs, its VNish back end, for pools and presets; github.com/UpstreamData/pyasic, for the preset.
struct VNishSettings: Sendable {
    private let miner: JSONValue
    private let overclock: JSONSplice?

    /// nil for anything that has no part `miner`.
    init?(_ bytes: [UInt8]) {
        guard let miner = ReplyJSON.object(bytes)?["miner"], miner.object != nil else { return nil }
        self.miner = miner
        overclock =
            JSONSplice(bytes)?.raw("miner").flatMap { JSONSplice(Array($0.utf8))?.raw("overclock") }.flatMap { JSONSplice(Array($0.utf8)) }
    }

    /// The preset by which it hashes.
    var preset: String? {
        guard let preset = miner["overclock"]?["preset"] else { return nil }
        return preset.string ?? preset.integer.map { String($0) }
    }

    /// What to post for another preset: all else of the same part as it is; nil where there is no such part.
    func changed(toPreset name: String) -> [UInt8]? {
        guard var overclock else { return nil }
        overclock.set("preset", "\"\(name)\"")
        return Array(#"{"miner":{"overclock":"#.utf8) + overclock.bytes + Array("}}".utf8)
    }

    /// What to post for other pools. VNish writes a plain Stratum pool without its scheme, unless this one writes its own otherwise.
    func changed(to pools: [DevicePool]) -> [UInt8] {
        let writesSchemes = told.contains { $0.url.contains("://") }
        return CommandBytes.object { json in
            json.object("miner") { json in
                json.array("pools") { json in
                    for (place, pool) in pools.enumerated() {
                        json.object { json in
                            json.field("url", writesSchemes ? pool.url : VNishSettings.plain(pool.url))
                            json.field("user", pool.user)
                            json.field("pass", pool.password)
                            json.field("order", place)
                            json.field("id", place)
                        }
                    }
                }
            }
        }
    }

    /// Whether these are its pools, in this order.
    func has(_ pools: [DevicePool]) -> Bool {
        let wanted = pools.map { [VNishSettings.plain($0.url), $0.user] }
        return told.prefix(pools.count).map { [VNishSettings.plain($0.url), $0.user] } == wanted
    }

    private var told: [DevicePool] {
        (miner["pools"]?.array ?? []).compactMap { pool in
            guard let url = pool["url"]?.string, !url.isEmpty else { return nil }
            return DevicePool(url: url, user: pool["user"]?.string ?? "", password: pool["pass"]?.string ?? "")
        }
    }

    /// The presets of a reply, named by their watts: those that are tuned, where one of these keeps the limit; one that is not is tuned first,
    /// for hours.
    static func presets(_ bytes: [UInt8], limitWatts: Int) -> [PowerProfile] {
        let text = bytes.first { !$0.isSpace } == UInt8(ascii: "[") ? Array(#"{"presets":"#.utf8) + bytes + Array("}".utf8) : bytes
        let all = (ReplyJSON.rows("presets", of: text) ?? []).compactMap { row -> (profile: PowerProfile, isTuned: Bool)? in
            guard let name = row["name"]?.string, let watts = Int(name), (1..<100_000).contains(watts) else { return nil }
            return (PowerProfile(name: name, watts: watts), row["status"]?.string == "tuned")
        }
        let tuned = all.filter { $0.isTuned && $0.profile.watts <= limitWatts }
        return (tuned.isEmpty ? all : tuned).map(\.profile)
    }

    private static func plain(_ url: String) -> String {
        let scheme = "stratum+tcp://"
        return url.hasPrefix(scheme) ? String(url.dropFirst(scheme.count)) : url
    }
}

extension UInt8 {
    fileprivate var isSpace: Bool { [0x20, 0x09, 0x0A, 0x0D].contains(self) }
}
