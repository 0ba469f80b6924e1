/// Collects what the replies of one miner tell, in any order, and makes one reading of it.
///
/// Add every reply of one round (`summary`, `stats`, `pools`, `version`, joined ones, web replies), then take `reading()`.
/// Pure and without I/O; a value of one thread.
public struct MinerReadingBuilder: Sendable {
    struct Frame {
        var section: ReplySection
        var name: ReplyName
        var isList: Bool
        var opensSection: Bool
        var beganElement: Bool
        var count = 0
        /// What was told before it began.
        var ratesBefore = 0
        var statesBefore = 0
    }

    var frames: [Frame] = []
    var reading = MinerReading()
    var identity = IdentityScratch()
    var rates: [RateEntry] = []
    var nominal: (value: Double, unit: RateUnit?)?
    var declaredUnit: RateUnit?
    var usesMegahashKeys = false
    /// Boards by the numbered fields of `stats`.
    var slots: [BoardScratch] = []
    /// Boards that came as objects of their own (`devs`, web chains, hash boards), and the sensors of `temps`.
    var devices: [BoardScratch] = []
    var sensors: [BoardScratch] = []
    var boardTemperatures: [Double] = []
    var board = BoardScratch(index: 0)
    var pool = PoolReading(index: 0)
    var fan = FanReading(index: 0)
    var moduleCount = 0
    var statsElementIsChain = false
    var fanPercent: Double?
    var deviceShares = (accepted: 0, rejected: 0, hardwareErrors: 0, isTold: false)
    var status = StatusScratch()
    var sawEncrypted = false
    /// The whole device as one `devs` entry, as Bitmain lists it: gigahashes under the name MHS.
    var sawBitmainDevice = false
    var learnt = 0
    /// How often a pause or a board's rate was told: what a reading can stand on besides the rates.
    var statesTold = 0
    /// Whether a part that told one of these came whole.
    var hasWholeState = false
    /// Whether the reply that is being read has ended in the middle.
    var isCutting = false

    /// An empty builder.
    public init() {}

    /// Reads one reply. Returns nil when something was learnt, else why not; what was learnt before stays.
    public mutating func add(_ reply: [UInt8]) -> ReplyFailure? {
        // The buffer outlives the call, and nothing borrowed from it is kept.
        unsafe reply.withUnsafeBufferPointer { unsafe add($0) }
    }

    /// The same for borrowed bytes, which are not kept.
    public mutating func add(_ bytes: UnsafeBufferPointer<UInt8>) -> ReplyFailure? {
        let before = learnt
        status = StatusScratch()
        isCutting = false
        frames.removeAll(keepingCapacity: true)
        var start = ReplyEnvelope.skipBlanks(bytes, from: 0)
        start = ReplyEnvelope.skipHTTPHead(bytes, from: start)
        guard start < bytes.count else { return .empty }
        let quirks: ReplyQuirks
        if TextReplyScanner.accepts(bytes, from: start) {
            var scanner = TextReplyScanner(bytes, from: start)
            scanner.scan(into: &self)
            quirks = scanner.quirks
        } else if ReplyEnvelope.looksLikeJSON(bytes, from: start) {
            var scanner = JSONReplyScanner(bytes, from: start)
            scanner.scan(into: &self)
            quirks = scanner.quirks
        } else {
            return .notJSON(excerpt: ReplyEnvelope.excerpt(bytes, from: start))
        }
        return conclude(quirks, learntBefore: before)
    }

    private mutating func conclude(_ quirks: ReplyQuirks, learntBefore before: Int) -> ReplyFailure? {
        if learnt == before {
            if let code = status.errorCode { return .ofStatus(code: code, message: status.errorMessage) }
            if sawEncrypted { return .encrypted }
            return quirks.isPartial ? .truncated : .nothingKnown
        }
        if let code = status.errorCode {
            warn(.partFailed, "\(code): \(status.errorMessage)")
            reading.isPartial = true
        }
        if quirks.isPartial {
            reading.isPartial = true
            warn(.truncated, quirks.contains(.headless) ? "the reply lost its beginning" : "the reply was cut off")
        }
        if !quirks.isDisjoint(with: [.garbage, .mismatchedBrackets]) { warn(.repairedSyntax, "the reply is no valid JSON") }
        return nil
    }

    /// One reply as one reading, or why it is none.
    public static func read(_ reply: [UInt8]) -> Result<MinerReading, ReplyFailure> {
        var builder = MinerReadingBuilder()
        if let failure = builder.add(reply) { return .failure(failure) }
        return .success(builder.finish())
    }

    mutating func warn(_ kind: ReadingWarning.Kind, _ detail: String) {
        guard reading.warnings.count < 16 else { return }
        let warning = ReadingWarning(kind: kind, detail: detail)
        if !reading.warnings.contains(warning) { reading.warnings.append(warning) }
    }
}
