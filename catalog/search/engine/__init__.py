"""A search engine behind the lists, where `SEARCH_URL` names one: OpenSearch, over REST.

`reading` finds candidates as the database would, `feed` tells the engine of what changed, `filling`
makes its index anew, `health` says whether it is asked now. All it holds may be thrown away.
"""
