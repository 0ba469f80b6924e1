import Testing

@testable import Analytics

@Suite("Cumulative sum") struct CumulativeSumTests {
    @Test("A small lasting change adds up from where it began; noise below the slack never does") func drift() {
        var sum = CumulativeSum()
        for hour in 0..<50 { sum.add(hour.isMultiple(of: 2) ? 0.4 : -0.4, at: hour, slack: 0.5, clip: 3) }
        #expect(sum.value == 0 && sum.startedAt == nil)
        for hour in 50..<60 { sum.add(1.5, at: hour, slack: 0.5, clip: 3) }
        #expect(sum.value == 10 && sum.startedAt == 50)
    }

    @Test("One wild hour counts for the clip at most, and a missing one for nothing") func clip() {
        var sum = CumulativeSum()
        sum.add(1_000, at: 3, slack: 0.5, clip: 3)
        sum.add(.nan, at: 4, slack: 0.5, clip: 3)
        #expect(sum.value == 2.5 && sum.startedAt == 3)
    }
}
