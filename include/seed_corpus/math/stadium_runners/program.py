from math import gcd


def solve(track_metres, first_speed, second_speed, training_seconds):
    if first_speed == second_speed:
        return {"first_together_s": 0, "overtakings": 0, "leader_laps": first_speed * training_seconds // track_metres}
    fast, slow = max(first_speed, second_speed), min(first_speed, second_speed)
    gained = 0
    overtakings = 0
    for _ in range(training_seconds):
        gained += fast - slow
        while gained >= track_metres:
            gained -= track_metres
            overtakings += 1
    first_lap = track_metres // gcd(track_metres, first_speed)
    second_lap = track_metres // gcd(track_metres, second_speed)
    together = first_lap * second_lap // gcd(first_lap, second_lap)
    return {
        "first_together_s": together,
        "overtakings": overtakings,
        "leader_laps": fast * training_seconds // track_metres,
    }
