import PluginKit
import Testing

@testable import Analytics

@Suite("Gates of the providers over rounds")
struct MarketGatesTests {
    private let begin = Timestamp(unixMicros: 1_790_000_000_000_000)

    /// One round of prices in which those that are asked say these values.
    private func round(_ gates: inout MarketGates, at now: Timestamp, saying values: [MarketSource: Double]) throws -> Set<MarketSource> {
        let seconds = MarketGates.seconds(now)
        var round = FailoverRound(.priceUSD, previous: nil)
        var asked: Set<MarketSource> = []
        while case let queries = round.next(), !queries.isEmpty {
            for query in queries {
                if let refusal = gates[query.source].refusal(cost: query.cost, nowSeconds: seconds) {
                    round.take(query, .failure(refusal))
                    continue
                }
                asked.insert(query.source)
                gates.answered(query.source, nowSeconds: seconds)
                round.take(query, .success([try MarketObservation(.priceUSD, values[query.source] ?? 65_000, from: query.source)]))
            }
        }
        gates.settle(contradictions: round.contradictions, beganSeconds: seconds, nowSeconds: seconds)
        return asked
    }

    @Test("Who is contradicted in three rounds is left alone, and a try that lies again doubles its rest") func liar() throws {
        var gates = MarketGates(now: begin)
        for number in 1...3 {
            #expect(gates[.binance].breaker.state == .closed)
            let asked = try round(&gates, at: begin.adding(seconds: Double(number) * 300), saying: [.binance: 130_000])
            #expect(asked.contains(.binance))
            #expect(gates[.binance].breaker.failures == number)
        }
        #expect(gates[.binance].breaker.state == .open)
        #expect(gates[.binance].succeededAtSeconds == nil)
        #expect(gates[.binance].lastFailure == "btc_usd is 130000.0 where 3 others say 65000.0.")
        #expect(gates[.okx].breaker == CircuitBreaker())
        let resting = try round(&gates, at: begin.adding(seconds: 930), saying: [.binance: 130_000])
        #expect(!resting.contains(.binance))
        let trying = try round(&gates, at: begin.adding(seconds: 1_200), saying: [.binance: 130_000])
        #expect(trying.contains(.binance))
        #expect(gates[.binance].breaker.state == .open)
        #expect(gates[.binance].breaker.openUntilSeconds == MarketGates.seconds(begin) + 1_200 + 120)
        let honest = try round(&gates, at: begin.adding(seconds: 1_500), saying: [:])
        #expect(honest.contains(.binance))
        #expect(gates[.binance].breaker == CircuitBreaker())
        #expect(gates[.binance].lastFailure == nil)
    }

    @Test("A round without a lie in between begins the count anew") func anew() throws {
        var gates = MarketGates(now: begin)
        for number in 1...8 {
            let lies: [MarketSource: Double] = number % 3 == 0 ? [:] : [.okx: 1]
            _ = try round(&gates, at: begin.adding(seconds: Double(number) * 300), saying: lies)
            #expect(gates[.okx].breaker.state == .closed)
        }
    }

    @Test("Contradicted in several values a provider has failed once in that round") func once() {
        var gates = MarketGates(now: begin)
        gates.answered(.mempoolSpace, nowSeconds: 1)
        let lie = ProviderFailure(.mempoolSpace, .implausible, "difficulty is 1.0 where 2 others say 2.0.")
        gates.settle(contradictions: [lie, lie, lie], beganSeconds: 0, nowSeconds: 2)
        #expect(gates[.mempoolSpace].breaker.failures == 1)
        #expect(gates[.mempoolSpace].breaker.state == .closed)
    }

    @Test("An answer does not undo being told to wait in the same round, nor hide another request's failure") func toldToWait() {
        var gates = MarketGates(now: begin)
        let now = MarketGates.seconds(begin) + 1
        gates[.mempoolSpace].failed(ProviderFailure(.mempoolSpace, .rateLimited, "HTTP 429", retryAfterSeconds: 600), nowSeconds: now)
        gates[.blockchainInfo].failed(ProviderFailure(.blockchainInfo, .unavailable, "HTTP 503"), nowSeconds: now)
        gates.answered(.mempoolSpace, nowSeconds: now)
        gates.answered(.blockchainInfo, nowSeconds: now)
        gates.settle(contradictions: [], beganSeconds: now - 1, nowSeconds: now)
        #expect(gates[.mempoolSpace].breaker.state == .open)
        #expect(gates[.mempoolSpace].breaker.openUntilSeconds == now + 600)
        #expect(gates[.blockchainInfo].breaker == CircuitBreaker())
        #expect(gates[.blockchainInfo].lastFailure == "HTTP 503")
        #expect(gates[.blockchainInfo].succeededAtSeconds == now)
    }
}
