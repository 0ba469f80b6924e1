/// Finds the field name that a spelling stands for.
///
/// Spellings are compared without case, blanks, `_`, `-`, `%`, `+`, `:` and without the number they end with, so `Chip Temp Max`,
/// `chip-temp-max` and `chip_temp_max` are one, and `chain_rate6` is `chainrate` with the index 6. A number in front, `0 Temp 1`, is told apart.
struct ReplyNameTable: Sendable {
    /// The table, built once.
    static let shared = ReplyNameTable()

    private static let capacityMask = 1023
    private let hashes: [UInt64]
    private let names: [ReplyName]

    private init() {
        var hashes = [UInt64](repeating: 0, count: ReplyNameTable.capacityMask + 1)
        var names = [ReplyName](repeating: .unknown, count: ReplyNameTable.capacityMask + 1)
        for (name, spellings) in ReplyNameTable.spellings {
            for spelling in spellings.split(separator: " ") {
                let hash = ReplyNameTable.hash(of: spelling.utf8)
                var slot = Int(truncatingIfNeeded: hash) & ReplyNameTable.capacityMask
                while hashes[slot] != 0 { slot = (slot + 1) & ReplyNameTable.capacityMask }
                hashes[slot] = hash
                names[slot] = name
            }
        }
        self.hashes = hashes
        self.names = names
    }

    /// The name for a normalized spelling's hash.
    func name(for hash: UInt64) -> ReplyName {
        var slot = Int(truncatingIfNeeded: hash) & ReplyNameTable.capacityMask
        while hashes[slot] != 0 {
            if hashes[slot] == hash { return names[slot] }
            slot = (slot + 1) & ReplyNameTable.capacityMask
        }
        return .unknown
    }

    /// The key that a spelling in a reply stands for.
    func key(_ bytes: UnsafeBufferPointer<UInt8>) -> ReplyKey {
        var hash = ReplyNameTable.seed
        var hashBeforeDigits = ReplyNameTable.seed
        var digits = 0
        var number = 0
        var lead: Int?
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if digits == 0 { hashBeforeDigits = hash }
                digits += 1
                number = digits <= 9 ? number * 10 + Int(byte - UInt8(ascii: "0")) : number
                hash = ReplyNameTable.mix(hash, byte)
            case UInt8(ascii: "a")...UInt8(ascii: "z"):
                digits = 0
                number = 0
                hash = ReplyNameTable.mix(hash, byte)
            case UInt8(ascii: "A")...UInt8(ascii: "Z"):
                digits = 0
                number = 0
                hash = ReplyNameTable.mix(hash, byte | 0x20)
            default:
                if digits > 0, hashBeforeDigits == ReplyNameTable.seed {
                    lead = number
                    hash = ReplyNameTable.seed
                }
                // A separator ends a number, so that `temp2_6` is sensor kind 2 of board 6.
                digits = 0
                number = 0
            }
        }
        if digits == 0 { return ReplyKey(name: name(for: hash), index: nil, lead: lead, spelling: bytes) }
        if hashBeforeDigits == ReplyNameTable.seed { return ReplyKey(name: .digits, index: number, lead: lead, spelling: bytes) }
        return ReplyKey(name: name(for: hashBeforeDigits), index: number, lead: lead, spelling: bytes)
    }

    private static let seed: UInt64 = 0xCBF2_9CE4_8422_2325

    private static func mix(_ hash: UInt64, _ byte: UInt8) -> UInt64 {
        let mixed = (hash ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
        return mixed ^ (mixed >> 29)
    }

    private static func hash(of spelling: Substring.UTF8View) -> UInt64 {
        spelling.reduce(seed) { mix($0, $1) }
    }

    private static let spellings: [(ReplyName, String)] = [
        (.status, "status"), (.summary, "summary"), (.stats, "stats"), (.pools, "pools"),
        (.devices, "devs edevs"), (.version, "version"), (.fans, "fans"), (.temperatures, "temps temperatures"),
        (.temperature, "temperature"),
        (.power, "power psu powerstats powersupplystats"), (.message, "msg"), (.info, "info"), (.chain, "chain"),
        (.boards, "hbs hashboards childsolvers"), (.errors, "errors"), (.session, "session"), (.stratum, "stratum"),
        (.stratumConfigs, "stratumconfigs"), (.fansRpm, "fansrpm"), (.miner, "miner"), (.system, "system"), (.network, "network"),
        (.rates, "realhashrate minerstats"), (.minerIdentity, "mineridentity"), (.bosVersion, "bosversion"), (.poolStats, "poolstats"),
        (
            .ignored,
            "tunepresets performanceestimator hwconfig misc perpetualtune modestate profiles autotuning presetinfo voltageestimator hbstatus config errorhashrate stickerhashrate psuinfo powersupply tempsensorinfo"
        ),

        (.mhs5s, "mhs5s"), (.mhs15s, "mhs15s"), (.mhs30s, "mhs30s"), (.mhs1m, "mhs1m mhs60s"), (.mhs5m, "mhs5m"), (.mhs15m, "mhs15m"),
        (.mhs30m, "mhs30m"), (.mhs1h, "mhs1h mhs60m"), (.mhs24h, "mhs24h"), (.mhsAverage, "mhsav mhsavg"), (.mhsRealtime, "hsrt"),
        (.ghs5s, "ghs5s"), (.ghs15s, "ghs15s"), (.ghs30s, "ghs30s"), (.ghs1m, "ghs1m"), (.ghs5m, "ghs5m"), (.ghs15m, "ghs15m"),
        (.ghs30m, "ghs30m"), (.ghs1h, "ghs1h"), (.ghs24h, "ghs24h"), (.ghsAverage, "ghsav ghsavg"),
        (.rate5s, "rate5s"), (.rate15m, "rate15m"), (.rate30m, "rate30m"), (.rateAverage, "rateavg"), (.rateIdeal, "rateideal"),
        (.rateReal, "ratereal"), (.rateUnit, "rateunit"),
        (.hashRealtime, "hashrealtime"), (.hash1min, "hash1min"), (.hash15min, "hash15min"), (.hashAverage, "hashaverage"),
        (.factoryHash, "factoryhash"),
        (.totalRate, "totalrate"), (.totalRateIdeal, "totalrateideal"), (.chainRate, "chainrate"), (.chainRateIdeal, "chainrateideal"),
        (.nominalMhs, "nominalmhs mhsrated mhsideal"), (.sampleMhs, "mhssample"), (.targetMhs, "targetmhs"), (.factoryGhs, "factoryghs"),
        (.hashrate, "hashrate"),
        (.last5s, "last5s"), (.last15s, "last15s"), (.last30s, "last30s"), (.last1m, "last1m"), (.last5m, "last5m"),
        (.last15m, "last15m"), (.last30m, "last30m"), (.last1h, "last1h"), (.last24h, "last24h"), (.sinceRestart, "sincerestart"),
        (.terahashPerSecond, "terahashpersecond"), (.gigahashPerSecond, "gigahashpersecond"),
        (.megahashPerSecond, "megahashpersecond"), (.nominalHashrate, "nominalhashrate"), (.averageMhs, "averagemhs"),

        (.accepted, "accepted acceptedshares acceptedsolutions"), (.rejected, "rejected rejectedshares rejectedsolutions"),
        (.stale, "stale staleshares"), (.hardwareErrors, "hardwareerrors hwerrors hwall hw"), (.elapsed, "elapsed"),
        (.uptime, "uptime systemuptime bosmineruptimes uptimes"), (.chainHardwareErrors, "chainhw"), (.durationSeconds, "durations"),

        (.temp, "temp"), (.temp2, "temp2"), (.temp3, "temp3"), (.tempPcb, "temppcb"), (.tempChip, "tempchip"),
        (.chipTempMax, "chiptempmax tempmax"), (.chipTempAverage, "chiptempavg"), (.boardTemperature, "boardtemperature board"),
        (.ambient, "envtemp environmenttemperature ambienttemp"), (.boardTemp, "boardtemp"), (.chipTemp, "chiptemp chip"),
        (.highestChipTemp, "highestchiptemp"), (.degreeC, "degreec"), (.degreesC, "degreesc"),

        (.fan, "fan"), (.fanSpeedIn, "fanspeedin"), (.fanSpeedOut, "fanspeedout"), (.fanPercent, "fanpwm fanduty"), (.rpm, "rpm"),
        (.fanRpm, "fan0rpm fan1rpm fan2rpm fan3rpm"),
        (.speed, "speed"), (.targetSpeedRatio, "targetspeedratio"), (.fansSpeed, "fansspeed"),

        (.powerWatts, "watts wattage powerwatts totalpower powerconsumption totalconsumption"), (.powerRealtime, "powerrt powerrealtime"),
        (.powerLimit, "powerlimit limitw powerlimitset"), (.powerInput, "powerin inputpower psuinputpower approxconsumptionw"),
        (.chainPower, "chainpower chainconsumption"), (.approximatedConsumption, "approximatedconsumption"), (.watt, "watt"),
        (.frequency, "frequency chipfrequency freqavg freq totalfreqavg coreclockavg frequencymhz"), (.voltage, "voltage voltagev"),
        (.chainVoltage, "chainvol"), (.hertz, "hertz"), (.volt, "volt"), (.currentFrequency, "currentfrequency"),
        (.currentVoltage, "currentvoltage"), (.inputVoltage, "inputvoltage"),

        (.url, "url pool currentpool"), (.user, "user account login currentuser"), (.priority, "priority poolpriority"),
        (.stratumActive, "stratumactive"), (.active, "active"), (.alive, "alive"), (.connected, "ispoolconnected"),

        (.type, "type minertype minermodel"), (.model, "model"), (.product, "prod product"), (.minerVersion, "minerversion"),
        (.firmwareVersion, "firmwareversion firmware fwver fwversion buildversion systemfilesystemversion"), (.compileTime, "compiletime"),
        (.cgminer, "cgminer"), (.bmminer, "bmminer"), (.braiins, "boser bosminer"), (.luxos, "luxminer"), (.auradine, "gcminer fluxos"),
        (.sealminer, "bdminer"), (.software, "software"), (.serialNumber, "serinum devsn minersn serialno serialnumber ctrlboardsn"),
        (.avalonVersion, "lversion cgversion"), (.description, "description desc"), (.code, "code"), (.algorithm, "algorithm algo"),
        (.full, "full"), (.current, "current"), (.identifier, "id"),

        (.index, "index"), (.asc, "asc pga"), (.slot, "slot"), (.name, "name"),
        (.chips, "effectivechips asicnum chips chipscount chipcount numactivechips"),
        (.chainChips, "chainacn"), (.chainId, "chainid"),

        (.state, "state pmstate"), (.mode, "mode"), (.paused, "btmineroff mineroff sleep"), (.minerMode, "minermode bitmainworkmode"),
        (.working, "working"), (.errorCode, "errorcode"),
        (.reason, "reason"),
        (.modules, "mmid"), (.operatingState, "operatingstate"), (.encrypted, "enc"),
    ]
}
