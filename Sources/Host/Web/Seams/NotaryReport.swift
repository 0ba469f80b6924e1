package import Foundation

/// Chain, account and queue of the notary at one time. Amounts are whole numbers of wei, written in digits: they exceed 64 bits.
package struct NotaryReport: Sendable {
    package var chainID: UInt64
    package var contract: String
    /// The signer's address.
    package var account: String
    /// The stream's id; nil before the first interval.
    package var stream: String?
    /// Where transactions and accounts are looked up, without a slash at its end; nil for a chain that no site is known for.
    package var explorer: String?
    /// Who says so.
    package var host: String
    package var nodes: [Node]
    /// What the nodes agree on; nil while too few answer.
    package var chain: Chain?
    package var balance: Balance?
    package var feeCapWei: String
    /// The host that anchors, by its lease; nil while none does.
    package var sender: String?
    /// Why nothing is anchored until an operator says so.
    package var halted: String?
    package var queue: Queue
    /// The newest, the latest first.
    package var intervals: [Interval]
    /// What is wrong now.
    package var troubles: [String]
    /// What was wrong since this host began, the latest first.
    package var problems: [Problem]

    package init(
        chainID: UInt64, contract: String, account: String, stream: String?, explorer: String?, host: String, nodes: [Node], chain: Chain?,
        balance: Balance?, feeCapWei: String, sender: String?, halted: String?, queue: Queue, intervals: [Interval], troubles: [String],
        problems: [Problem]
    ) {
        self.chainID = chainID
        self.contract = contract
        self.account = account
        self.stream = stream
        self.explorer = explorer
        self.host = host
        self.nodes = nodes
        self.chain = chain
        self.balance = balance
        self.feeCapWei = feeCapWei
        self.sender = sender
        self.halted = halted
        self.queue = queue
        self.intervals = intervals
        self.troubles = troubles
        self.problems = problems
    }

    /// One node of the chain.
    package struct Node: Sendable {
        /// Host and port: the path may hold a key.
        package let name: String
        /// Why its last question had no answer; nil once one has.
        package let fault: String?
        /// The newest block that it told of.
        package let block: UInt64?
        /// Blocks behind the foremost node.
        package let lag: UInt64?
        /// Since this host began.
        package let answers: UInt64
        package let failures: UInt64

        package init(name: String, fault: String?, block: UInt64?, lag: UInt64?, answers: UInt64, failures: UInt64) {
            self.name = name
            self.fault = fault
            self.block = block
            self.lag = lag
            self.answers = answers
            self.failures = failures
        }
    }

    /// What the nodes agree on.
    package struct Chain: Sendable {
        package let seenAt: Date
        package let latest: UInt64
        package let latestAt: Date
        package let safe: UInt64
        package let finalized: UInt64
        package let disagreement: String?
        /// Per gas.
        package let baseFeeWei: String
        package let tipWei: String?

        package init(
            seenAt: Date, latest: UInt64, latestAt: Date, safe: UInt64, finalized: UInt64, disagreement: String?, baseFeeWei: String,
            tipWei: String?
        ) {
            self.seenAt = seenAt
            self.latest = latest
            self.latestAt = latestAt
            self.safe = safe
            self.finalized = finalized
            self.disagreement = disagreement
            self.baseFeeWei = baseFeeWei
            self.tipWei = tipWei
        }
    }

    /// What the signer's account has, and how far that goes.
    package struct Balance: Sendable {
        package let wei: String
        /// Below it the operator is told.
        package let lowWei: String
        package let isLow: Bool
        /// What one transaction costs at the fees of now, its place on the chain below included; nil while that is not known.
        package let transactionWei: String?
        package let transactions: UInt64?

        package init(wei: String, lowWei: String, isLow: Bool, transactionWei: String?, transactions: UInt64?) {
            self.wei = wei
            self.lowWei = lowWei
            self.isLow = isLow
            self.transactionWei = transactionWei
            self.transactions = transactions
        }
    }

    /// How many leaves and transactions are how far, over all hosts.
    package struct Queue: Sendable {
        package let waitingLeaves: Int
        package let oldestWaitingSeconds: Double?
        /// By phase, `signed` to `finalized`.
        package let transactions: [String: Int]
        /// Of those under way, which do not go on as they should.
        package let stuck: Int
        /// Nonces that anchored nothing.
        package let vain: Int

        package init(waitingLeaves: Int, oldestWaitingSeconds: Double?, transactions: [String: Int], stuck: Int, vain: Int) {
            self.waitingLeaves = waitingLeaves
            self.oldestWaitingSeconds = oldestWaitingSeconds
            self.transactions = transactions
            self.stuck = stuck
            self.vain = vain
        }
    }

    /// One interval and the transaction that anchors it.
    package struct Interval: Sendable {
        package let sequence: UInt64
        /// Without the pads.
        package let leaves: Int
        package let sealedAt: Date
        /// nil while none is made for it.
        package let nonce: UInt64?
        /// `signed` to `finalized`; nil while no transaction anchors it.
        package let phase: String?
        /// What holds it up, as a word.
        package let alarm: String?
        /// The transaction that came into a block, or the dearest that was sent.
        package let transaction: String?
        package let block: UInt64?
        package let attempts: Int

        package init(
            sequence: UInt64, leaves: Int, sealedAt: Date, nonce: UInt64?, phase: String?, alarm: String?, transaction: String?,
            block: UInt64?, attempts: Int
        ) {
            self.sequence = sequence
            self.leaves = leaves
            self.sealedAt = sealedAt
            self.nonce = nonce
            self.phase = phase
            self.alarm = alarm
            self.transaction = transaction
            self.block = block
            self.attempts = attempts
        }
    }

    /// Something that was wrong.
    package struct Problem: Sendable {
        package let text: String
        package let firstAt: Date
        package let lastAt: Date

        package init(text: String, firstAt: Date, lastAt: Date) {
            self.text = text
            self.firstAt = firstAt
            self.lastAt = lastAt
        }
    }
}
