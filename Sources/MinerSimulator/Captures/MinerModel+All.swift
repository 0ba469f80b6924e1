extension MinerModel {
    /// Every captured device. Captures of healthy, current machines weigh most; odd and old ones appear now and then.
    static let all: [MinerModel] = antminers + whatsminers + avalons + others

    private static let antminers: [MinerModel] = [
        MinerModel(
            "antminer-s21", "Antminer S21 (200 TH)", ths: 200, watts: 3500, weight: 20, "cgminer 1.0.0", joined: .invalidCommand,
            serial: "NGSB", control: .bitmain, Captures.antminerS21Stock),
        MinerModel(
            "antminer-s19pro-b", "Antminer S19 Pro (110 TH)", ths: 110, watts: 3250, weight: 20, "cgminer 1.0.0",
            joined: .invalidCommand, serial: "NGPF", control: .bitmain, Captures.antminerS19proStockB),
        MinerModel(
            "antminer-s19xp-vnish", "Antminer S19 XP (140 TH)", ths: 140, watts: 3010, weight: 14, "cgminer 4.11.1", serial: "NGXP",
            control: .vnish, Captures.antminerS19xpVnish),
        MinerModel(
            "antminer-s19pro", "Antminer S19 Pro (110 TH)", ths: 110, watts: 3250, weight: 2, "cgminer 1.0.0", joined: .invalidCommand,
            serial: "NGPF", control: .bitmain, Captures.antminerS19proStock),
        MinerModel(
            "antminer-s19", "Antminer S19 (95 TH)", ths: 95, watts: 3250, weight: 1, "cgminer 1.0.0", joined: .invalidCommand,
            serial: "NGS9", control: .bitmain, Captures.antminerS19Stock),
        MinerModel(
            "antminer-s17pro", "Antminer S17 Pro (53 TH)", ths: 53, watts: 2094, weight: 6, "cgminer 1.0.0", serial: "NGSE",
            control: .bitmain, Captures.antminerS17proStock),
        MinerModel(
            "antminer-s17plus", "Antminer S17+ (73 TH)", ths: 73, watts: 2920, weight: 1, "cgminer 1.0.0", serial: "NGSP",
            control: .bitmain, Captures.antminerS17plusStock),
        MinerModel(
            "antminer-t15", "Antminer T15 (23 TH)", ths: 23, watts: 1541, weight: 2, "cgminer 1.0.0", serial: "NGTF", control: .bitmain,
            Captures.antminerT15Stock),
        MinerModel(
            "antminer-s9", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 2, "bmminer 1.0.0", serial: "NGSA",
            control: .bitmainBefore2020, Captures.antminerS9V1358),
        MinerModel(
            "antminer-s9-asicseer", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 1, "bmminer 1.0.0", serial: "NGSA",
            Captures.antminerS9Asicseer),
        MinerModel(
            "antminer-s9-vnish", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 1, "bmminer 1.0.0", serial: "NGSA",
            control: .vnishBefore1, Captures.antminerS9Vnish386),
        MinerModel(
            "antminer-s9pro", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 1, "bmminer 1.0.0", serial: "NGSA",
            Captures.antminerS9proV51),
        MinerModel(
            "antminer-s9k", "Antminer S9k (13.5 TH)", ths: 13.5, watts: 1310, weight: 1, "cgminer 4.9.0", serial: "NGSK",
            Captures.antminerS9kStock),
        MinerModel(
            "antminer-l3plus", "Antminer L3+", ths: 0.0005, watts: 800, weight: 1, "cgminer 4.9.0", serial: "NGLA",
            Captures.antminerL3plusStock),
        MinerModel(
            "antminer-z11", "Antminer Z11", ths: 0.00000014, watts: 1418, weight: 1, "cgminer 4.9.0", serial: "NGZA",
            Captures.antminerZ11Stock),
    ]

    private static let whatsminers: [MinerModel] = [
        MinerModel(
            "whatsminer-m30s", "Whatsminer M30S (86 TH)", ths: 86, watts: 3268, weight: 16, "cgminer 4.9.2", ending: .newlineAndNUL,
            joined: .missingCommand, serial: "HTM3", control: .whatsminer, Captures.whatsminerM30s2020),
        MinerModel(
            "whatsminer-m50s", "Whatsminer M50S (126 TH)", ths: 126, watts: 3276, weight: 12, "cgminer 4.9.2", joined: .missingCommand,
            serial: "HTM5", control: .whatsminer, Captures.whatsminerV2),
        MinerModel(
            "whatsminer-m20s-2021", "Whatsminer M20S", ths: 68, watts: 3360, weight: 6, "cgminer 4.9.2", joined: .missingCommand,
            serial: "HTM2", control: .whatsminer, Captures.whatsminerV12021),
        MinerModel(
            "whatsminer-m20s-2020", "Whatsminer M20S", ths: 68, watts: 3360, weight: 4, "cgminer 4.9.2", joined: .missingCommand,
            serial: "HTM2", control: .whatsminer, Captures.whatsminerM20s2020),
        MinerModel(
            "whatsminer-m20s-2019", "Whatsminer M20S", ths: 68, watts: 3360, weight: 2, "cgminer 4.9.2", serial: "HTM2",
            Captures.whatsminerM20s2019),
        MinerModel(
            "whatsminer-m3", "Whatsminer M3", ths: 12, watts: 2000, weight: 1, "cgminer 4.9.2", serial: "HTM0", Captures.whatsminerM3),
        MinerModel(
            "whatsminer-m31s-asleep", "Whatsminer M31S (76 TH)", ths: 76, watts: 3344, weight: 1, "cgminer 4.9.2",
            joined: .missingCommand, serial: "HTM1", Captures.whatsminerM31sSleeping),
    ]

    private static let avalons: [MinerModel] = [
        MinerModel(
            "avalon-1246", "Avalon A1246 (85 TH)", ths: 85, watts: 3420, weight: 10, "cgminer 4.11.1", serial: "CN12", control: .avalon,
            Captures.avalon1246),
        MinerModel(
            "avalon-1047", "AvalonMiner 1047", ths: 37, watts: 2380, weight: 2, "cgminer 4.11.1", serial: "CN10", control: .avalon10,
            Captures.avalon1047),
        MinerModel(
            "avalon-1047-b", "AvalonMiner 1047", ths: 37, watts: 2380, weight: 4, "cgminer 4.11.1", serial: "CN10", control: .avalon10,
            Captures.avalon1047B),
        MinerModel(
            "avalon-1047-nan", "AvalonMiner 1047", ths: 37, watts: 2380, weight: 1, "cgminer 4.11.1", serial: "CN10",
            Captures.avalon1047Nan),
        MinerModel(
            "avalon-841", "AvalonMiner 841", ths: 13, watts: 1290, weight: 1, "cgminer 4.10.0", serial: "CN08",
            Captures.avalon841821),
        MinerModel(
            "avalon-741", "AvalonMiner 741", ths: 7.3, watts: 1150, weight: 1, "cgminer 4.10.0", serial: "CN07", Captures.avalon741),
        MinerModel(
            "avalon-q", "Avalon Q", ths: 90, watts: 1674, weight: 1, "cgminer 4.11.1", serial: "CN0Q", Captures.avalonQ),
    ]

    private static let others: [MinerModel] = [
        MinerModel(
            "braiins-s9-plus", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 2, "BOSminer+ 0.2.0-36c56a9363",
            ending: .nothing, serial: "NGSA", control: .bosminer, Captures.braiinsBosminerplus),
        MinerModel(
            "braiins-s9", "Antminer S9 (13.5 TH)", ths: 13.5, watts: 1323, weight: 2, "BOSminer 0.1.0", ending: .nothing,
            serial: "NGSA", control: .bosminer, Captures.braiinsS9Bosminer),
        MinerModel(
            "auradine-teraflux", "Teraflux AT1500", ths: 21, watts: 2000, weight: 1, "GCMiner", ending: .nothing, serial: "AUAT",
            Captures.auradineDocs),
        MinerModel(
            "hammer-d10", "Hammer D10", ths: 0.005, watts: 3000, weight: 1, "cgminer 4.9.0", serial: "HMD1", Captures.hammerD10),
        MinerModel(
            "honorknight", "HonorKnight", ths: 21, watts: 2000, weight: 1, "cgminer 4.10.0", serial: "HKN1",
            Captures.honorknightCgminer410),
        MinerModel(
            "strongu", "StrongU", ths: 11, watts: 1600, weight: 1, "cgminer 4.9.2", serial: "SU18", Captures.strongu2018),
    ]
}
