package io.fixpoint.intake;

import static org.assertj.core.api.Assertions.assertThat;

import io.fixpoint.intake.Admission.Place;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

class AdmissionProperties {
    private static final int BYTES = 1_000_000;
    private static final int REQUESTS = 100;

    @Property(tries = 200)
    void whateverOthersHoldThereIsRoomForANewSender(
            @ForAll @IntRange(min = 1, max = 9) int floods,
            @ForAll @Size(300) List<@IntRange(max = 50_000) Integer> sizes) {
        Admission admission = new Admission(BYTES, 10 * REQUESTS);
        for (int i = 0; i < sizes.size(); i++) {
            admission.enter("flood" + i % floods, sizes.get(i));
        }

        // Who is let in has no more than what is left then. So without the one that came last there would be at most
        // twice
        // as much left as there is, and so on for the one before it: each halves it at worst.
        assertThat(admission.enter("new", BYTES >> (floods + 1))).isNotNull();
    }

    @Example
    void oneSenderHasHalfAtMostAndGetsItBack() {
        Admission admission = new Admission(BYTES, REQUESTS);
        List<Place> places = new ArrayList<>();
        Place place = admission.enter("flood", 1_000);
        while (place != null) {
            places.add(place);
            place = admission.enter("flood", 1_000);
        }

        assertThat(places).hasSize(REQUESTS / 2);
        places.forEach(Place::close);
        places.forEach(Place::close);
        assertThat(admission.enter("flood", BYTES / 2 + 1)).isNull();
        assertThat(admission.enter("flood", BYTES / 2)).isNotNull();
        assertThat(admission.enter("flood", 1)).isNull();
        assertThat(admission.enter("other", BYTES / 4)).isNotNull();
    }

    @Example
    void aRequestGrowsWithinItsSendersShare() {
        Admission admission = new Admission(BYTES, REQUESTS);
        Place place = admission.enter("one", 10);

        assertThat(place).isNotNull();
        assertThat(place.grow(BYTES / 2)).isTrue();
        assertThat(place.grow(BYTES / 2 + 1)).isFalse();
        assertThat(admission.enter("other", BYTES / 4)).isNotNull();
        assertThat(place.grow(BYTES / 2)).isTrue();
        place.close();
        assertThat(place.grow(BYTES)).isFalse();
        assertThat(admission.enter("one", BYTES / 4)).isNotNull();
    }
}
