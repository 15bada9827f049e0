from fractions import Fraction


def update_belief(fault_percent, tests):
    """Each test is (percent positive if faulty, percent positive if sound, was it positive)."""
    belief = Fraction(fault_percent, 100)
    history = [str(belief)]
    for hit_percent, false_alarm_percent, positive in tests:
        hit = Fraction(hit_percent, 100)
        alarm = Fraction(false_alarm_percent, 100)
        if not positive:
            hit, alarm = 1 - hit, 1 - alarm
        seen_and_faulty = belief * hit
        seen_and_sound = (1 - belief) * alarm
        evidence = seen_and_faulty + seen_and_sound
        if evidence == 0:
            history.append("impossible")
            break
        belief = seen_and_faulty / evidence
        history.append(str(belief))
    return history
