extension MinerModel {
    /// Firmwares that are controlled otherwise than the captured ones; their reading replies are written after published interfaces, so
    /// they are played only where they are named.
    static let documented: [MinerModel] = [
        MinerModel(
            "luxos-s19jpro", "Antminer S19j Pro (100 TH)", ths: 100, watts: 3050, weight: 8, "LUXminer 2024.5.1.155432-9b5d5a5e",
            ending: .newlineAndNUL, serial: "NGJP", control: .luxos, Captures.luxosDocumented),
        MinerModel(
            "braiins-s19jpro", "Antminer S19j Pro (104 TH)", ths: 104, watts: 3068, weight: 8, "BOSer boser-buildroot 0.1.0-75912fc7",
            ending: .nothing, serial: "NGJP", control: .braiins, Captures.braiinsDocumented),
        // The replies of a captured S9 with BOSminer+, and the web server of its later versions.
        MinerModel(
            "braiins-s9-graph", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 1, "BOSminer+ 0.2.0-36c56a9363",
            ending: .nothing, serial: "NGSA", control: .bosminerGraph, Captures.braiinsBosminerplus),
        // The replies of a captured M50S, whose API 2 gives no tokens any more.
        MinerModel(
            "whatsminer-m50s-api3", "Whatsminer M50S (126 TH)", ths: 126, watts: 3276, weight: 4, "cgminer 4.9.2", joined: .missingCommand,
            serial: "HTM5", control: .whatsminerV3, Captures.whatsminerV2),
        // As it was captured, but for its three replies of get.miner.status, which one request asks for together.
        MinerModel(
            "whatsminer-m60s", "Whatsminer M60S (186 TH)", ths: 186, watts: 3441, weight: 4, "whatsminer v3", ending: .nothing,
            serial: "HTM6", control: .whatsminerFrames, Captures.whatsminerV3M60s),
        MinerModel(
            "epic-s19jpro", "Antminer S19j Pro (104 TH)", ths: 104, watts: 3068, weight: 2, "PowerPlay-BMS v1.5.13", ending: .nothing,
            serial: "NGJP", control: .epic, Captures.epicPowerPlay),
        MinerModel(
            "sealminer-a2", "SealMiner A2 (226 TH)", ths: 226, watts: 3729, weight: 2, "bdminer 4.11.1", serial: "SMA2",
            control: .sealMiner,
            Captures.sealMinerDocumented),
    ]

    /// All that can be named.
    static let known: [MinerModel] = all + documented
}
