/// What one controller module of an Avalon tells in its bracket text: `Ver[1246-…] TMax[77] Fan1[5344] PS[0 1214 1316 242 3189 1320 3504] …`.
struct AvalonModule {
    var version = ""
    var averageGHs: Double?
    var realtimeGHs: Double?
    var nominalGHs: Double?
    /// Difficulty-1 shares a minute.
    var workUtility: Double?
    var boardGHs: [Double] = []
    var boardMaximum: [Double] = []
    var maximum: Double?
    var ambient: Double?
    var fanRpms: [Double] = []
    var fanPercent: Double?
    var frequencyMHz: Double?
    var powerWatts: Double?
    var powerLimitWatts: Double?
    var hardwareErrors: Double?
    var faults: [Double] = []
    var isIdle: Bool?

    /// Reads the bracket text; unknown names are skipped.
    init(_ bytes: UnsafeBufferPointer<UInt8>) {
        var position = 0
        while position < bytes.count {
            let nameStart = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "[") { position += 1 }
            guard position < bytes.count else { return }
            var start = position
            while start > nameStart, AvalonModule.isNameByte(bytes[start - 1]) { start -= 1 }
            let name = ReplyText(bytes: UnsafeBufferPointer(rebasing: bytes[start..<position]), hasEscapes: false)
            position += 1
            let valueStart = position
            while position < bytes.count, bytes[position] != UInt8(ascii: "]") { position += 1 }
            // Without its closing bracket a value was cut off.
            guard position < bytes.count else { return }
            take(name, UnsafeBufferPointer(rebasing: bytes[valueStart..<position]))
            position += 1
        }
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private mutating func take(_ name: ReplyText, _ value: UnsafeBufferPointer<UInt8>) {
        guard let first = name.bytes.first, name.bytes.count <= 12 else { return }
        let text = ReplyText(bytes: value, hasEscapes: false)
        switch first {
        case UInt8(ascii: "V"): if name.equals("ver") { version = text.string(limit: 60) }
        case UInt8(ascii: "G"):
            if name.equals("ghsavg") { averageGHs = text.number }
            if name.equals("ghsspd") { realtimeGHs = text.number }
            if name.equals("ghsmm") { nominalGHs = text.number }
        case UInt8(ascii: "W"): if name.equals("wu") { workUtility = text.number }
        case UInt8(ascii: "M"):
            if name.equals("mghs") { boardGHs = AvalonModule.numbers(value) }
            if name.equals("mtmax") { boardMaximum = AvalonModule.numbers(value) }
            if name.equals("mpo") { powerLimitWatts = text.number }
        case UInt8(ascii: "T"):
            if name.equals("tmax") { maximum = text.number }
            if name.equals("temp") { ambient = text.number }
        case UInt8(ascii: "I"): if name.equals("itemp") { ambient = text.number }
        case UInt8(ascii: "F"): takeF(name, text)
        case UInt8(ascii: "P"):
            // Fault, 12 V, output voltage, current, output watts, set voltage, then watts at the wall on newer ones.
            if name.equals("ps") {
                let fields = AvalonModule.numbers(value)
                powerWatts = fields.count > 6 ? fields[6] : fields.count > 4 ? fields[4] : nil
            }
        case UInt8(ascii: "H"): if name.equals("hw") { hardwareErrors = text.number }
        case UInt8(ascii: "E"): if name.equals("echu") { faults = AvalonModule.numbers(value) }
        case UInt8(ascii: "S"):
            if name.equals("systemstatu") {
                let state = text.string(limit: 60)
                isIdle = state.contains("In Idle") ? true : state.contains("In Work") ? false : nil
            }
        default: break
        }
    }

    private mutating func takeF(_ name: ReplyText, _ text: ReplyText) {
        if name.equals("freq") { frequencyMHz = text.number }
        if name.equals("fanr") { fanPercent = text.number }
        let isFan = name.equals("fan") || name.equals("fan1") || name.equals("fan2") || name.equals("fan3") || name.equals("fan4")
        if isFan, let rpm = text.number { fanRpms.append(rpm) }
    }

    /// Numbers with blanks between; at most 16.
    private static func numbers(_ bytes: UnsafeBufferPointer<UInt8>) -> [Double] {
        var numbers: [Double] = []
        var position = 0
        while position < bytes.count, numbers.count < 16 {
            if let number = ReplyNumber.parse(bytes, at: &position) { numbers.append(number) } else { position += 1 }
        }
        return numbers
    }
}
